package probe;

import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.concurrent.locks.*;

/** Permits given before and while threads park, with blockers and time limits; an own lock made of park. */
public class P_park_storm {
  static final class OwnLock {
    final AtomicReference<Thread> owner = new AtomicReference<>();
    final ConcurrentLinkedQueue<Thread> waiters = new ConcurrentLinkedQueue<>();

    void lock() {
      Thread me = Thread.currentThread();
      waiters.add(me);
      while (waiters.peek() != me || !owner.compareAndSet(null, me)) {
        LockSupport.park(this);
      }
      waiters.remove();
    }

    void unlock() {
      owner.set(null);
      LockSupport.unpark(waiters.peek());
    }
  }

  public static void main(String[] args) throws Exception {
    OwnLock lock = new OwnLock();
    int[] count = new int[1];
    Thread[] threads = new Thread[5];
    for (int t = 0; t < threads.length; t++) {
      int me = t;
      threads[t] = new Thread(() -> {
        for (int i = 0; i < 600; i++) {
          lock.lock();
          int before = count[0];
          if (me == 0 && i % 200 == 100) {
            Pause.here();
          }
          count[0] = before + 1;
          lock.unlock();
          if (i % 100 == 0) {
            LockSupport.parkNanos(P_park_storm.class, 2_000_000);
          }
        }
      });
      threads[t].start();
    }
    for (Thread each : threads) {
      each.join();
    }
    AtomicInteger passed = new AtomicInteger();
    Thread patient = new Thread(() -> {
      for (int i = 0; i < 300; i++) {
        int target = i * 1001 + 1;
        while (passed.get() < target) {
          LockSupport.parkUntil(System.currentTimeMillis() + 60_000);
        }
        passed.addAndGet(1000);
      }
    });
    patient.start();
    for (int i = 0; i < 300; i++) {
      int next = i * 1001 + 1;
      passed.set(next);
      LockSupport.unpark(patient);
      while (passed.get() == next) {
        Thread.onSpinWait();
      }
    }
    patient.join();
    System.out.println("FINAL " + count[0] + " " + passed + lock.waiters.isEmpty());
  }
}
