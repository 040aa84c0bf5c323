package org.sigckpt.barrier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a wait that a notification has ended from one that only the coordinator has.
 *
 * <p><b>When senders leave a record.</b> While a rendezvous is open, and after one that was given
 * up until all the threads it has woken are back from their waits. Such a thread may still be on
 * its way to the monitor, which another one holds: it is out of the wait set, so a notification
 * sent now passes it by, and only the record tells it.
 *
 * <p><b>What a record is.</b> The number of the last notification of the monitors with the same
 * last bits of the hash code. So records take no room, keep no monitor alive and need not be taken
 * away; two monitors with the same bits can end a wait that should have gone on, as one
 * notification can end the waits of two threads: rather one too many than lost.
 */
final class Notifications {
  private static final int SLOTS = 256;

  private static final AtomicLong COUNT = new AtomicLong();

  /** Guards the records, and which threads are to come back. */
  private static final SpinLock LOCK = new SpinLock();

  private static final long[] LAST = new long[SLOTS];
  private static final List<Thread> WOKEN_IN_VAIN = new ArrayList<>();
  private static volatile int wokenInVainCount;

  private Notifications() {}

  /** Of those recorded; tells those before a wait from those during it. */
  static long count() {
    return COUNT.get();
  }

  /** Called by a sender right after the notification, still holding the monitor. */
  static void record(Object monitor) {
    // In this order: a rendezvous is given up after those it has woken are noted.
    if (Rendezvous.isOpen() || wokenInVainCount > 0) {
      LOCK.acquire();
      try {
        LAST[slotOf(monitor)] = COUNT.incrementAndGet();
      } finally {
        LOCK.release();
      }
    }
  }

  /**
   * Returns whether the calling thread is back from its wait because the coordinator woke it;
   * called after each wait, with the monitor held.
   *
   * @param countBefore {@link #count} when the wait began
   */
  static boolean wasOnlyKicked(Object monitor, long countBefore) {
    Rendezvous open = Rendezvous.current;
    if (open == null && wokenInVainCount == 0) {
      return false;
    }
    Thread thread = Thread.currentThread();
    Participant self = open == null ? null : open.known(thread);
    LOCK.acquire();
    try {
      boolean kicked = forget(thread);
      if (self != null && self.kicked) {
        self.back = true;
        kicked = true;
      }
      return kicked && LAST[slotOf(monitor)] <= countBefore;
    } finally {
      LOCK.release();
    }
  }

  /** Notes whom a rendezvous has woken that is given up. Called before it ends. */
  static void noteWokenInVain(List<Participant> all) {
    LOCK.acquire();
    try {
      for (int i = WOKEN_IN_VAIN.size() - 1; i >= 0; i--) {
        if (!WOKEN_IN_VAIN.get(i).isAlive()) {
          WOKEN_IN_VAIN.remove(i);
        }
      }
      for (Participant each : all) {
        if (each.kicked && !each.back && !each.arrived && indexOf(each.thread) < 0) {
          WOKEN_IN_VAIN.add(each.thread);
        }
      }
      wokenInVainCount = WOKEN_IN_VAIN.size();
    } finally {
      LOCK.release();
    }
  }

  /** A thread that stands is in no wait, whatever it was in when it was woken. */
  static void forgetWoken(Thread standing) {
    if (wokenInVainCount > 0) {
      LOCK.acquire();
      try {
        forget(standing);
      } finally {
        LOCK.release();
      }
    }
  }

  private static boolean forget(Thread thread) {
    int index = indexOf(thread);
    if (index < 0) {
      return false;
    }
    WOKEN_IN_VAIN.remove(index);
    wokenInVainCount = WOKEN_IN_VAIN.size();
    return true;
  }

  /** By identity: a program's thread may have an {@code equals} of its own. */
  private static int indexOf(Thread thread) {
    int index = WOKEN_IN_VAIN.size() - 1;
    while (index >= 0 && WOKEN_IN_VAIN.get(index) != thread) {
      index--;
    }
    return index;
  }

  private static int slotOf(Object monitor) {
    return System.identityHashCode(monitor) & (SLOTS - 1);
  }
}
