package probe;

import java.util.concurrent.*;
import java.util.concurrent.locks.*;

/** StampedLock in all modes with conversions, and a fair read-write lock, under contention. */
public class P_stamped_lock {
  static int x;
  static int y;
  static int torn;

  public static void main(String[] args) throws Exception {
    StampedLock lock = new StampedLock();
    ReentrantReadWriteLock rw = new ReentrantReadWriteLock(true);
    int[] guarded = new int[2];
    Thread[] threads = new Thread[5];
    for (int t = 0; t < threads.length; t++) {
      int me = t;
      threads[t] = new Thread(() -> {
        for (int i = 0; i < 1500; i++) {
          if (me < 2) {
            long stamp = lock.writeLock();
            try {
              x++;
              if (me == 0 && i % 500 == 250) {
                Pause.here();
              }
              y++;
            } finally {
              lock.unlockWrite(stamp);
            }
            rw.writeLock().lock();
            guarded[0]++;
            rw.readLock().lock();
            rw.writeLock().unlock();
            guarded[1] += guarded[0] > 0 && rw.getReadHoldCount() == 1 ? 0 : 1;
            rw.readLock().unlock();
          } else if (me == 2) {
            long stamp = lock.tryOptimisticRead();
            int a = x;
            int b = y;
            if (!lock.validate(stamp)) {
              stamp = lock.readLock();
              a = x;
              b = y;
              lock.unlockRead(stamp);
            }
            torn += a == b ? 0 : 1;
          } else {
            long stamp = lock.readLock();
            long up = i % 10 == 0 ? lock.tryConvertToWriteLock(stamp) : 0;
            if (up != 0) {
              x += 10;
              y += 10;
              x -= 10;
              y -= 10;
              stamp = up;
            }
            torn += x == y ? 0 : 1;
            lock.unlock(stamp);
            rw.readLock().lock();
            rw.readLock().unlock();
          }
        }
      });
      threads[t].start();
    }
    for (Thread each : threads) {
      each.join();
    }
    System.out.println("FINAL " + x + " " + y + " " + torn + " " + guarded[0] + " " + guarded[1] + lock.isWriteLocked() + lock.getReadLockCount());
  }
}
