package org.sigckpt.statefile;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Both checksums of a run of bytes, in one pass: CRC32 because ZIP wants it, CRC32C because it
 * finds what CRC32 of the same bytes would miss and is as fast (both are JIT intrinsics).
 */
final class Checksums {
  private final CRC32 crc32 = new CRC32();
  private final CRC32C crc32c = new CRC32C();

  /** Adds the remaining bytes; the buffer's position stays. */
  void update(ByteBuffer bytes) {
    crc32.update(bytes.duplicate());
    crc32c.update(bytes.duplicate());
  }

  long crc32() {
    return crc32.getValue();
  }

  long crc32c() {
    return crc32c.getValue();
  }

  /** Returns eight lower-case hexadecimal digits. */
  static String hex(long checksum) {
    return String.format("%08x", checksum);
  }
}
