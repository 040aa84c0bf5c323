package org.sigckpt.coordinator;

/** Tells whether a checkpoint failed for want of heap, which the program may have filled itself. */
final class FullHeap {
  private static final long MIB = 1 << 20;

  private FullHeap() {}

  /**
   * Returns whether an {@link OutOfMemoryError} is among the causes. The VM throws one and the same
   * object again and again when the heap is full, and {@code addSuppressed} refuses the second one
   * with an exception of its own.
   */
  static boolean isCauseOf(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  /** Returns the report for the user. */
  static String report() {
    return "Cannot checkpoint: the heap was full (at most "
        + Runtime.getRuntime().maxMemory() / MIB
        + " MiB), and a checkpoint takes a little of it. The program goes on. Try again, or give it"
        + " a larger -Xmx.";
  }
}
