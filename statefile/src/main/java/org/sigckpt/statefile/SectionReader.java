package org.sigckpt.statefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Reads a section from front to back and checks it at its end. */
final class SectionReader implements ReadableByteChannel {
  private final Path path;
  private final FileChannel file;
  private final Statefile.Section section;
  private final CRC32C crc32c = new CRC32C();
  private long positionBytes;
  private boolean open = true;

  SectionReader(Path path, FileChannel file, Statefile.Section section) {
    this.path = path;
    this.file = file;
    this.section = section;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    long remaining = section.lengthBytes() - positionBytes;
    if (remaining == 0) {
      check(path, section, crc32c.getValue());
      return -1;
    }
    ByteBuffer window =
        to.slice(to.position(), (int) Math.min(to.remaining(), remaining)).order(to.order());
    int length = file.read(window, section.offsetBytes() + positionBytes);
    if (length < 0) {
      throw new CorruptStatefileException(
          "Cannot read statefile " + path + ", section " + section.kind() + ": it was cut short.");
    }
    crc32c.update(window.flip());
    positionBytes += length;
    to.position(to.position() + length);
    if (positionBytes == section.lengthBytes()) {
      check(path, section, crc32c.getValue());
    }
    return length;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  static void check(Path path, Statefile.Section section, long crc32c)
      throws CorruptStatefileException {
    if (crc32c != section.crc32c()) {
      throw new CorruptStatefileException(
          "Cannot read statefile "
              + path
              + ", section "
              + section.kind()
              + " at offset "
              + section.offsetBytes()
              + ": crc32c 0x"
              + Checksums.hex(crc32c)
              + " vs expected 0x"
              + Checksums.hex(section.crc32c())
              + " (file damaged?).");
    }
  }
}
