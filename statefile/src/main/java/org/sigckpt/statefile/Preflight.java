package org.sigckpt.statefile;

import java.io.IOException;

/** Checks that a JVM can take over from a statefile, before any program thread runs. */
public final class Preflight {
  /** Of the heap, for our own classes and tables: with less than about 6 MiB no restart got far. */
  private static final long RESTART_BYTES = 6 << 20;

  private static final long MEBIBYTE = 1L << 20;

  private Preflight() {}

  /**
   * Checks this JVM, and the checksums of all sections but the heap; the heap's is checked while it
   * is read.
   *
   * @throws PreflightException if this JVM can't take over
   * @throws CorruptStatefileException if a checksum does not match
   */
  public static Meta check(Statefile statefile) throws IOException {
    return check(statefile, JvmIdentity.current());
  }

  /** Checks as {@link #check(Statefile)} does, for the given JVM. */
  public static Meta check(Statefile statefile, JvmIdentity jvm) throws IOException {
    for (SectionKind kind : statefile.kinds()) {
      if (kind != SectionKind.HEAP) {
        statefile.verify(kind);
      }
    }
    Meta meta = statefile.meta();
    String file = statefile.path().toString();
    checkBuild(file, meta.jvm(), jvm);
    checkLayout(file, meta.jvm(), jvm);
    checkHeap(file, meta, jvm);
    return meta;
  }

  private static void checkBuild(String file, JvmIdentity captured, JvmIdentity jvm)
      throws PreflightException {
    if (!build(captured).equals(build(jvm))) {
      throw new PreflightException(
          ExitStatus.OTHER_JDK,
          "Cannot restart "
              + file
              + ": this JVM is "
              + build(jvm)
              + " vs "
              + build(captured)
              + " at the checkpoint; run it with the java of "
              + captured.home()
              + ".");
    }
  }

  private static String build(JvmIdentity jvm) {
    return jvm.vmName()
        + " "
        + jvm.runtimeVersion()
        + " ("
        + jvm.vmVersion()
        + ", "
        + jvm.vmVendor()
        + ")";
  }

  private static void checkLayout(String file, JvmIdentity captured, JvmIdentity jvm)
      throws PreflightException {
    if (!captured.layout().equals(jvm.layout())) {
      throw new PreflightException(
          ExitStatus.OTHER_LAYOUT,
          "Cannot restart "
              + file
              + ": this JVM lays objects out with "
              + jvm.layout()
              + " vs "
              + captured.layout()
              + " at the checkpoint; give the same JVM flags as then"
              + " (UseCompressedOops also changes at -Xmx32g), for example -Xmx"
              + mebibytes(captured.maxHeapBytes())
              + "m.");
    }
  }

  private static void checkHeap(String file, Meta meta, JvmIdentity jvm) throws PreflightException {
    long needed = neededHeapBytes(meta);
    if (jvm.maxHeapBytes() < needed) {
      throw new PreflightException(
          ExitStatus.HEAP_TOO_SMALL,
          "Cannot restart "
              + file
              + ": the maximum heap is "
              + mebibytes(jvm.maxHeapBytes())
              + " MiB vs "
              + mebibytes(needed)
              + " MiB needed for the captured objects; add -Xmx"
              + mebibytes(Math.max(needed, meta.jvm().maxHeapBytes()))
              + "m.");
    }
  }

  /** The captured objects and what the restart itself takes, but no more than they had. */
  private static long neededHeapBytes(Meta meta) {
    long live = meta.heap().liveBytes();
    long whole = live + live / 8 + RESTART_BYTES;
    return Math.max(live, Math.min(whole, meta.jvm().maxHeapBytes()));
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }
}
