package org.sigckpt.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** What is read of a file to know it again. */
public final class FileBytes {
  private static final int FINGERPRINT_BYTES = 32 << 10;

  private FileBytes() {}

  /**
   * Returns the CRC32C of the first and the last 32 KiB of the file's first bytes; all of them, if
   * there are no more.
   */
  public static long fingerprint(Path file, long lengthBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return fingerprint(channel, lengthBytes);
    }
  }

  /** The same of an open file; its position does not change. */
  public static long fingerprint(FileChannel file, long lengthBytes) throws IOException {
    CRC32C crc = new CRC32C();
    long headEnd = Math.min(lengthBytes, FINGERPRINT_BYTES);
    crc.update(read(file, 0, headEnd));
    crc.update(read(file, Math.max(headEnd, lengthBytes - FINGERPRINT_BYTES), lengthBytes));
    return crc.getValue();
  }

  /** Returns the bytes from start to end; its array has just them. */
  public static ByteBuffer read(FileChannel file, long start, long end) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
    while (bytes.hasRemaining() && file.read(bytes, start + bytes.position()) >= 0) {
      // reads on
    }
    return bytes.flip();
  }
}
