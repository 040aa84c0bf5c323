package org.sigckpt.barrier;

import jdk.internal.misc.Unsafe;

/**
 * The interrupt status of threads. Programs may override {@code interrupt} and {@code
 * isInterrupted}, and their code must not run here; so the field is used, which the VM reads too
 * (since 14, JDK-8229516).
 */
final class InterruptStatus {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long OFFSET = UNSAFE.objectFieldOffset(Thread.class, "interrupted");

  private InterruptStatus() {}

  static boolean of(Thread thread) {
    return UNSAFE.getBooleanVolatile(thread, OFFSET);
  }

  /** Sets the status of the calling thread: it runs, so there is nothing to wake. */
  static void set() {
    UNSAFE.putBooleanVolatile(Thread.currentThread(), OFFSET, true);
  }
}
