package org.sigckpt.barrier;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for the blocking calls that are native in the JDK, with the same results.
 *
 * <p><b>Waiting.</b> The coordinator wakes a waiter by unparking it, which {@code Object.wait}
 * reports like a time-out. If nobody can have notified the monitor meanwhile, the thread waits again
 * for the rest of its time, so the program does not even see a spurious wake-up. That nobody
 * notified is known because a waiter is only kicked when it was seen waiting after the poll was
 * armed, and every notification from then on, until the waiter waits again, is recorded by its
 * sender, who still holds the monitor that the waiter needs to return. Waits on a Thread, whose end the VM itself announces, and on the
 * JDK's own lock classes return spuriously instead: all of those stand in loops.
 *
 * <p><b>Sleeping</b> is parking with a deadline. A permit that it eats is given back.
 */
public final class Blocking {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Blocking() {}

  @Hidden
  public static void wait(Object monitor) throws InterruptedException {
    wait(monitor, 0);
  }

  @Hidden
  public static void wait(Object monitor, long timeoutMillis) throws InterruptedException {
    if (timeoutMillis < 0 || !Thread.holdsLock(monitor)) {
      monitor.wait(timeoutMillis);
      return;
    }
    Rendezvous.stopIfOpen(Operation.POLL);
    waitAgain(
        monitor,
        timeoutMillis == 0 || timeoutMillis > Operation.FOREVER / NANOS_PER_MILLI
            ? Operation.FOREVER
            : timeoutMillis * NANOS_PER_MILLI);
  }

  @Hidden
  public static void wait(Object monitor, long timeoutMillis, int nanos)
      throws InterruptedException {
    if (timeoutMillis < 0 || nanos < 0 || nanos > 999_999) {
      monitor.wait(timeoutMillis, nanos);
      return;
    }
    wait(monitor, nanos > 0 && timeoutMillis < Long.MAX_VALUE ? timeoutMillis + 1 : timeoutMillis);
  }

  @Hidden
  public static void notify(Object monitor) {
    monitor.notify();
    Rendezvous.recordNotification(monitor);
  }

  @Hidden
  public static void notifyAll(Object monitor) {
    monitor.notifyAll();
    Rendezvous.recordNotification(monitor);
  }

  @Hidden
  public static void sleep(long millis) throws InterruptedException {
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    sleepNanos(
        millis > Operation.FOREVER / NANOS_PER_MILLI
            ? Operation.FOREVER
            : millis * NANOS_PER_MILLI);
  }

  @Hidden
  public static void sleep(long millis, int nanos) throws InterruptedException {
    if (nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("nanosecond timeout value out of range");
    }
    sleep(nanos > 0 && millis >= 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
  }

  @Hidden
  public static void sleep(Duration duration) throws InterruptedException {
    long nanos;
    try {
      nanos = duration.toNanos();
    } catch (ArithmeticException e) {
      nanos = duration.isNegative() ? 0 : Operation.FOREVER;
    }
    sleepNanos(Math.max(0, nanos));
  }

  /** Waits; the caller holds the monitor. {@link Operation#FOREVER} means without time. */
  @Hidden
  static void waitAgain(Object monitor, long nanos) throws InterruptedException {
    long remaining = nanos;
    long start = Clock.nanoTime();
    for (; ; ) {
      monitor.wait(
          remaining == Operation.FOREVER
              ? 0
              : Math.max(1, (remaining + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI));
      if (!Poll.isArmed() && !Rendezvous.isOpen()) {
        return;
      }
      if (nanos != Operation.FOREVER) {
        remaining = nanos - (Clock.nanoTime() - start);
      }
      boolean again =
          remaining > 0 && waitsSilently(monitor) && Rendezvous.wasOnlyKicked(monitor);
      if (!again) {
        Rendezvous.stopIfOpen(Operation.POLL);
        return;
      }
      boolean notified;
      Rendezvous.enterTransit();
      try {
        Rendezvous.stopIfOpen(Operation.waiting(monitor, remaining));
      } finally {
        notified = Rendezvous.leaveTransit(monitor);
      }
      if (notified) {
        return;
      }
    }
  }

  private static boolean waitsSilently(Object monitor) {
    Class<?> type = monitor.getClass();
    return type == Object.class
        || type == Class.class
        || type.isArray()
        || (type.getClassLoader() != null && !(monitor instanceof Thread));
  }

  @Hidden
  static void sleepNanos(long nanos) throws InterruptedException {
    if (nanos == 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException("sleep interrupted");
      }
      Thread.yield();
      return;
    }
    long start = Clock.nanoTime();
    boolean atePermit = false;
    try {
      for (long remaining = nanos; remaining > 0; ) {
        if (Thread.interrupted()) {
          throw new InterruptedException("sleep interrupted");
        }
        Rendezvous.stopIfOpen(Operation.sleeping(remaining));
        Parking.parkNanos(remaining);
        remaining = nanos - (Clock.nanoTime() - start);
        atePermit |= remaining > 0;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("sleep interrupted");
      }
    } finally {
      if (atePermit) {
        LockSupport.unpark(Thread.currentThread());
      }
    }
  }
}
