package org.sigckpt.barrier;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Guards a few steps that block nowhere; not reentrant.
 *
 * <p>Not a monitor: a virtual thread that waits for a monitor is unmounted, and may be chosen as
 * the next to have it while all carriers wait for the same one, which then nobody gets. Nor a lock
 * that parks: the permit that it eats may be the program's.
 */
final class SpinLock {
  private static final int SPINS = 1000;

  private final AtomicBoolean held = new AtomicBoolean();

  void acquire() {
    for (int spins = 1; !held.compareAndSet(false, true); spins++) {
      if (spins % SPINS == 0 && !Parking.isVirtual(Thread.currentThread())) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  void release() {
    held.set(false);
  }
}
