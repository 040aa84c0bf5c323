package probe;

import java.util.concurrent.*;
import java.util.concurrent.locks.*;

/** Interrupts are counted one by one in sleep, wait, join, park, await, take; none is lost or doubled. */
public class P_interrupt_storm {
  static volatile int seen;
  static volatile int spurious;

  static void block(int kind, Object lock, BlockingQueue<Integer> queue, Lock own, Condition never, Thread forever) throws InterruptedException {
    switch (kind) {
      case 0 -> Thread.sleep(3_600_000);
      case 1 -> {
        synchronized (lock) {
          while (true) {
            lock.wait();
          }
        }
      }
      case 2 -> forever.join();
      case 3 -> {
        while (!Thread.interrupted()) {
          LockSupport.park();
        }
        throw new InterruptedException();
      }
      case 4 -> {
        own.lockInterruptibly();
        try {
          while (true) {
            never.await();
          }
        } finally {
          own.unlock();
        }
      }
      case 5 -> queue.take();
      case 6 -> new CountDownLatch(1).await(1, TimeUnit.HOURS);
      default -> new Semaphore(0).acquire();
    }
  }

  public static void main(String[] args) throws Exception {
    Object lock = new Object();
    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    Lock own = new ReentrantLock();
    Condition never = own.newCondition();
    CountDownLatch end = new CountDownLatch(1);
    Thread forever = new Thread(() -> {
      try {
        end.await();
      } catch (InterruptedException e) {
        spurious = 1000;
      }
    });
    forever.start();
    int rounds = 400;
    Thread victim = new Thread(() -> {
      for (int i = 0; i < rounds; i++) {
        try {
          block(i % 8, lock, queue, own, never, forever);
          spurious++;
        } catch (InterruptedException e) {
          spurious += Thread.currentThread().isInterrupted() ? 1 : 0;
          if (i % 100 == 50) {
            Pause.here();
          }
          seen = seen + 1;
        }
      }
    });
    victim.start();
    for (int i = 0; i < rounds; i++) {
      while (seen < i) {
        Thread.onSpinWait();
      }
      victim.interrupt();
      while (seen < i + 1) {
        Thread.yield();
      }
    }
    victim.join();
    Thread.currentThread().interrupt();
    long x = 1;
    for (int i = 0; i < 300_000; i++) {
      x = x * 31 + i;
    }
    boolean kept = Thread.interrupted();
    end.countDown();
    forever.join();
    System.out.println("FINAL " + seen + " " + spurious + " " + kept + " " + x);
  }
}
