package org.sigckpt.barrier;

import java.util.ArrayList;
import java.util.List;

/**
 * A thread that the program believes in the wait set of a monitor while it stands at a rendezvous.
 * It is not in the VM's wait set then, so the senders look here first: a notification goes to one
 * such thread in place of one in the wait set (which one, JLS 17.2.2 leaves open), or to all.
 *
 * <p><b>Why none is lost.</b> {@link #enter} and {@link #leave} are called with the monitor held,
 * and so are the senders' methods. Between the two the monitor may be lent or, after the release,
 * be with the owner it was lent from; a sender who gets it then finds the entry.
 *
 * <p><b>Lock order.</b> The lock of the list is taken last and never blocks. No synchronized JDK
 * collection may stand here: those poll.
 */
final class Transit {
  private static final List<Transit> WAITERS = new ArrayList<>();
  private static final SpinLock LOCK = new SpinLock();
  private static volatile int waiterCount;

  private final Object monitor;
  private boolean notified;

  private Transit(Object monitor) {
    this.monitor = monitor;
  }

  /** Called by a waiter: from here on it would miss a notification by the VM. */
  static Transit enter(Object monitor) {
    Transit entered = new Transit(monitor);
    LOCK.acquire();
    try {
      WAITERS.add(entered);
      waiterCount = WAITERS.size();
    } finally {
      LOCK.release();
    }
    return entered;
  }

  /** Returns whether the waiter was notified meanwhile. */
  boolean leave() {
    LOCK.acquire();
    try {
      WAITERS.remove(this);
      waiterCount = WAITERS.size();
      return notified;
    } finally {
      LOCK.release();
    }
  }

  /** Returns whether a waiter took the notification, so that the VM must not give it to another. */
  static boolean notifyOne(Object monitor) {
    return waiterCount > 0 && Thread.holdsLock(monitor) && mark(monitor, 1);
  }

  static void notifyEach(Object monitor) {
    if (waiterCount > 0 && Thread.holdsLock(monitor)) {
      mark(monitor, Integer.MAX_VALUE);
    }
  }

  private static boolean mark(Object monitor, int limit) {
    int marked = 0;
    LOCK.acquire();
    try {
      for (int i = 0; i < WAITERS.size() && marked < limit; i++) {
        Transit waiter = WAITERS.get(i);
        if (waiter.monitor == monitor && !waiter.notified) {
          waiter.notified = true;
          marked++;
        }
      }
    } finally {
      LOCK.release();
    }
    return marked > 0;
  }
}
