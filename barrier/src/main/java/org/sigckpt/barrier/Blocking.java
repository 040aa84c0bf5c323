package org.sigckpt.barrier;

import java.io.FileInputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands in for the blocking calls that are native in the JDK, with the same results.
 *
 * <p><b>Waiting.</b> The coordinator wakes a waiter by unparking it, which {@code Object.wait}
 * reports like a time-out. If nobody can have notified the monitor meanwhile, the thread waits
 * again for the rest of its time, so the program does not even see a spurious wake-up:
 *
 * <pre>
 *   in the wait set             kicked only if seen waiting after the rendezvous opened; from then
 *                               on every sender leaves a record, {@link Notifications}
 *   back, holding the monitor   nobody else can notify
 *   standing at a rendezvous    the monitor may be lent: {@link Transit}
 *   waiting again               the monitor was held since the transit was left
 * </pre>
 *
 * The program looked at its condition before the call, so a thread that stops on its way into the
 * first wait is in transit too. An interrupt that ends a wait is put back while the thread stands:
 * the exception may not be handled inside a monitor that is only lent, and in a restarted JVM the
 * wait that goes on throws it.
 *
 * <p>Waits on a Thread, whose end the VM itself announces, and on the JDK's own lock classes return
 * spuriously after the thread has stood: all of those stand in loops. So may the wait of a thread
 * that was woken when a single notification went to another: rather one too many than lost.
 *
 * <p><b>Reading</b> a pipe is preceded by waiting for its bytes, which a signal ends.
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
    if (!Transit.notifyOne(monitor)) {
      monitor.notify();
      Notifications.record(monitor);
    }
  }

  @Hidden
  public static void notifyAll(Object monitor) {
    Transit.notifyEach(monitor);
    monitor.notifyAll();
    Notifications.record(monitor);
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

  /**
   * Returns IOStatus.UNAVAILABLE for IOStatus.INTERRUPTED: after that one, DatagramSocket.receive
   * of JDK 25 returns without a datagram.
   */
  @Hidden
  public static int retry(int status) {
    return status == -3 ? -2 : status;
  }

  @Hidden
  public static void awaitInput(Object stream, byte[] target) {
    if (target != null && target.length > 0) {
      awaitInput(stream);
    }
  }

  @Hidden
  public static void awaitInput(Object stream, int lengthBytes) {
    if (lengthBytes > 0) {
      awaitInput(stream);
    }
  }

  /**
   * Returns when the stream can be read: the native read of a pipe or a terminal starts anew after
   * each signal, and no poll could reach it.
   */
  @Hidden
  public static void awaitInput(Object stream) {
    Port port = Rendezvous.port();
    FileInputStream input = (FileInputStream) stream;
    if (port == null || port.isAlwaysReady(input) || Parking.isVirtual(Thread.currentThread())) {
      return;
    }
    while (!Rendezvous.awaitInput(port, input)) {
      Rendezvous.stopIfOpen(Operation.reading(stream));
    }
  }

  /** Waits; the caller holds the monitor. {@link Operation#FOREVER} means without time. */
  @Hidden
  static void waitAgain(Object monitor, long nanos) throws InterruptedException {
    long start = Clock.nanoTime();
    while (!standsInstead(monitor, left(nanos, start))) {
      long notificationCount = Notifications.count();
      try {
        monitor.wait(millis(left(nanos, start)));
      } catch (InterruptedException e) {
        Notifications.wasOnlyKicked(monitor, notificationCount);
        throwAfterStanding(e, monitor, left(nanos, start));
        return;
      }
      if (!Notifications.wasOnlyKicked(monitor, notificationCount)
          || left(nanos, start) <= 0
          || !waitsSilently(monitor)) {
        Rendezvous.stopIfOpen(Operation.POLL);
        return;
      }
    }
  }

  private static long left(long nanos, long start) {
    return nanos == Operation.FOREVER ? nanos : nanos - (Clock.nanoTime() - start);
  }

  /** Also without time left it is waited: a pending interrupt is to be thrown. */
  private static long millis(long nanos) {
    return nanos == Operation.FOREVER
        ? 0
        : Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
  }

  /** Stands at an open rendezvous; returns whether the wait is over by that. */
  @Hidden
  private static boolean standsInstead(Object monitor, long remaining) {
    if (!Rendezvous.isOpen()) {
      return false;
    }
    if (!waitsSilently(monitor)) {
      return Rendezvous.stopIfOpen(Operation.POLL);
    }
    Transit transit = Transit.enter(monitor);
    boolean notified;
    try {
      Rendezvous.stopIfOpen(Operation.waiting(monitor, Math.max(1, remaining)));
    } finally {
      notified = transit.leave();
    }
    return notified;
  }

  /** Returns only if the wait ends by a notification, with the interrupt pending: JLS 17.2.4. */
  @Hidden
  private static void throwAfterStanding(InterruptedException e, Object monitor, long remaining)
      throws InterruptedException {
    if (!Rendezvous.isOpen()) {
      throw e;
    }
    InterruptStatus.set();
    if (!standsInstead(monitor, remaining)) {
      Thread.interrupted();
      throw e;
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
