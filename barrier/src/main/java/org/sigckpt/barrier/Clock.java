package org.sigckpt.barrier;

/** The monotonic clock as the program sees it: it goes on across restarts. */
public final class Clock {
  /**
   * Added to the VM's clock; 0 in a first life. Written before program threads run, last of all
   * right before they are released.
   */
  private static long offsetNanos;

  private Clock() {}

  /** Stands in for {@code System.nanoTime()} in woven code. */
  public static long nanoTime() {
    return System.nanoTime() + offsetNanos;
  }

  /** Makes the clock go on from {@code nanos}. */
  public static void continueFrom(long nanos) {
    offsetNanos = nanos - System.nanoTime();
  }
}
