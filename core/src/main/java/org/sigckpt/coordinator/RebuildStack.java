package org.sigckpt.coordinator;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.sigckpt.coordinator.RestartBuffer.FrameRecord;

/**
 * How much stack frames need while they are rebuilt: interpreted, and with the frames of a method
 * handle between each two.
 *
 * <p>An overflow there would be thrown into the program, as if it had recursed too deeply itself;
 * so the room is made, or the restart refused, beforehand. The bound was measured: at most 1,000
 * bytes per frame of a small method, on 17 and 25.
 */
final class RebuildStack {
  private static final long FRAME_BYTES = 1024;
  private static final long SLOT_BYTES = 16;
  private static final long RESERVE_BYTES = 192 << 10;
  private static final long DEFAULT_KIB = 1024;

  private RebuildStack() {}

  /** Returns an upper bound. */
  static long bytesFor(List<FrameRecord> frames) {
    long bytes = 2 * RESERVE_BYTES;
    for (FrameRecord frame : frames) {
      bytes += FRAME_BYTES + SLOT_BYTES * frame.bits().length;
    }
    return bytes;
  }

  /**
   * Checks the stack of this JVM's main thread, whose size only the command line sets.
   *
   * @throws RestartException naming the size to give
   */
  static void checkMain(List<FrameRecord> frames) {
    long needed = bytesFor(frames);
    long present = mainStackKib() << 10;
    if (needed > present) {
      throw new RestartException(
          "Cannot restart: the stack of thread \"main\" has "
              + frames.size()
              + " frames and needs up to "
              + (needed >> 10)
              + " KiB to be rebuilt (vs "
              + (present >> 10)
              + " KiB). Restart with java -Xss"
              + ((needed >> 20) + 1)
              + "m -jar …",
          null);
    }
  }

  private static long mainStackKib() {
    String value =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .getVMOption("ThreadStackSize")
            .getValue();
    long kib = Long.parseLong(value);
    return kib == 0 ? DEFAULT_KIB : kib;
  }
}
