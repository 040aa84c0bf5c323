package org.sigckpt.coordinator;

import java.util.List;
import org.sigckpt.coordinator.RestartBuffer.FrameRecord;
import org.sigckpt.internals.ReportedFlags;

/**
 * How much stack frames need while they are rebuilt: interpreted, and with the frames of a method
 * handle between each two.
 *
 * <p>An overflow there would be thrown into the program, as if it had recursed too deeply itself;
 * so the room is made beforehand, on top of what the program's threads had. The bound was measured:
 * at most 1,000 bytes per frame of a small method, on 17 and 25.
 */
final class RebuildStack {
  private static final long FRAME_BYTES = 1024;
  private static final long SLOT_BYTES = 16;
  private static final long RESERVE_BYTES = 192 << 10;
  private static final long DEFAULT_KIB = 1024;

  /** Of the program's first life, if this is another one. */
  private static long firstKib;

  private RebuildStack() {}

  /** Returns the stack size of the program's main thread, and of those that named none. */
  static long programKib() {
    return Math.max(firstKib, ownKib());
  }

  static void continueFrom(long kib) {
    firstKib = kib;
  }

  /** Returns whether a main thread with these frames lacks room on this JVM's main thread. */
  static boolean needsHeir(List<FrameRecord> frames) {
    long roomForRebuilding = (ownKib() << 10) / 2;
    return programKib() > ownKib() || bytesFor(frames) > roomForRebuilding;
  }

  /** Returns an upper bound. */
  static long bytesFor(List<FrameRecord> frames) {
    long bytes = 2 * RESERVE_BYTES;
    for (FrameRecord frame : frames) {
      bytes += FRAME_BYTES + SLOT_BYTES * frame.bits().length;
    }
    return bytes;
  }

  private static long ownKib() {
    Object value = ReportedFlags.valueOf("ThreadStackSize");
    long kib = value == null ? 0 : (Long) value;
    return kib == 0 ? DEFAULT_KIB : kib;
  }
}
