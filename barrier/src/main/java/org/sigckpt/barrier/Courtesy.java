package org.sigckpt.barrier;

import java.util.concurrent.locks.LockSupport;

/**
 * Lets the coordinator have the processors while it prepares a checkpoint of a program that keeps
 * all of them busy many times over: until the rendezvous, a program thread that polls sleeps for a
 * moment and runs on to its next poll.
 *
 * <p>Unlike at a {@link Rendezvous} nobody stands: what a sleeping thread holds, a class loader's
 * lock that the preparation needs, say, it lets go a few polls later. Virtual threads do not sleep;
 * their carriers are as many as there are processors.
 */
public final class Courtesy {
  private static final long NAP_NANOS = 4_000_000;
  private static volatile boolean asked;

  private Courtesy() {}

  /** Asks for it. Called by the coordinator; to be followed by {@link #end}. */
  public static void ask() {
    asked = true;
    Poll.arm();
  }

  /** Ends it, as does the opening of a rendezvous. */
  public static void end() {
    if (asked) {
      asked = false;
      if (!Rendezvous.isOpen()) {
        Poll.disarm();
      }
    }
  }

  /** Called by polls of the program that found no rendezvous to stop at. */
  static void nap() {
    if (asked) {
      Thread thread = Thread.currentThread();
      if (!Parking.isVirtual(thread) && !thread.getName().startsWith(Port.OWN_PREFIX)) {
        long start = System.nanoTime();
        Parking.parkNanos(NAP_NANOS);
        if (System.nanoTime() - start < NAP_NANOS) {
          // It may have eaten a permit that the program is owed.
          LockSupport.unpark(thread);
        }
      }
    }
  }
}
