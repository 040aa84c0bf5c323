package probe;

import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.concurrent.locks.*;

/** A bounded buffer on conditions, fair and not, with timed and uninterruptible waits; semaphores; a barrier with an action. */
public class P_locks_conditions {
  static final class Buffer {
    final ReentrantLock lock;
    final Condition notEmpty;
    final Condition notFull;
    final long[] slots = new long[4];
    int from;
    int count;

    Buffer(boolean fair) {
      lock = new ReentrantLock(fair);
      notEmpty = lock.newCondition();
      notFull = lock.newCondition();
    }

    void put(long v) {
      lock.lock();
      try {
        while (count == slots.length) {
          notFull.awaitUninterruptibly();
        }
        slots[(from + count++) % slots.length] = v;
        notEmpty.signal();
      } finally {
        lock.unlock();
      }
    }

    long take() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (count == 0) {
          if (notEmpty.awaitNanos(TimeUnit.MINUTES.toNanos(30)) <= 0) {
            return -1;
          }
        }
        long v = slots[from];
        from = (from + 1) % slots.length;
        count--;
        notFull.signalAll();
        return v;
      } finally {
        lock.unlock();
      }
    }
  }

  public static void main(String[] args) throws Exception {
    Buffer first = new Buffer(false);
    Buffer second = new Buffer(true);
    Semaphore permits = new Semaphore(2, true);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger actions = new AtomicInteger();
    CyclicBarrier barrier = new CyclicBarrier(3, () -> {
      if (actions.incrementAndGet() % 30 == 15) {
        Pause.here();
      }
    });
    AtomicLong sum = new AtomicLong();
    Thread[] threads = new Thread[3];
    for (int t = 0; t < 3; t++) {
      int me = t;
      threads[t] = new Thread(() -> {
        try {
          for (int i = 0; i < 900; i++) {
            if (me == 0) {
              first.put(i);
            } else if (me == 1) {
              second.put(first.take() * 3);
            } else {
              sum.addAndGet(second.take() * i);
            }
            permits.acquire();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            permits.release();
            if (i % 10 == 0) {
              barrier.await(1, TimeUnit.HOURS);
            }
          }
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          sum.set(-1);
        }
      });
      threads[t].start();
    }
    for (Thread each : threads) {
      each.join();
    }
    System.out.println("FINAL " + sum + " " + (most.get() <= 2) + actions + permits.availablePermits() + barrier.isBroken());
  }
}
