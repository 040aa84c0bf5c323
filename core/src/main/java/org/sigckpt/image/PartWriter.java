package org.sigckpt.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

/**
 * Writes parts of an image, each full of whole records, one after the other as they come, and keeps
 * a list of them: offset (long), length (int), CRC32C (int).
 */
final class PartWriter implements AutoCloseable {
  private final WritableByteChannel out;
  private final NativeBuffer list = new NativeBuffer(1 << 12);
  private boolean discarding;
  private long writtenBytes;

  PartWriter(WritableByteChannel out) {
    this.out = out;
  }

  /** Writes the remaining bytes; by any thread. */
  void write(ByteBuffer part) throws IOException {
    int lengthBytes = part.remaining();
    CRC32C crc32c = new CRC32C();
    crc32c.update(part.duplicate());
    synchronized (this) {
      if (discarding || lengthBytes == 0) {
        return;
      }
      while (part.hasRemaining()) {
        out.write(part);
      }
      list.putLong(writtenBytes);
      list.putInt(lengthBytes);
      list.putInt((int) crc32c.getValue());
      writtenBytes += lengthBytes;
    }
  }

  /** Stops writing; later parts are dropped, as the image is refused anyway. */
  synchronized void discard() {
    discarding = true;
  }

  synchronized long writtenBytes() {
    return writtenBytes;
  }

  /** Returns the list; all threads must have written their last. */
  NativeBuffer list() {
    return list;
  }

  @Override
  public void close() {
    list.close();
  }
}
