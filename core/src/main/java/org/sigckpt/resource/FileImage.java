package org.sigckpt.resource;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An open file, as captured.
 *
 * @param kind what it is
 * @param path absolute
 * @param flags as given to open(2)
 * @param positionBytes from the start of the file
 * @param lengthBytes of the file at the checkpoint
 * @param crc32c of its first and last bytes, see {@link #fingerprint}
 * @param content the whole file, or null if it is not embedded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the array never changes
record FileImage(
    Kind kind,
    String path,
    int flags,
    long positionBytes,
    long lengthBytes,
    long crc32c,
    byte @Nullable [] content) {

  private static final int FINGERPRINT_BYTES = 32 << 10;

  /** The order is part of the statefile format. */
  enum Kind {
    /** Has a name. */
    FILE,
    /** Has no name any more; its content is embedded. */
    DELETED,
    /** One of the devices that hold no state. */
    DEVICE
  }

  boolean isReadable() {
    return (flags & OpenFile.O_ACCMODE) != OpenFile.O_WRONLY;
  }

  boolean isWritable() {
    return (flags & OpenFile.O_ACCMODE) != 0;
  }

  boolean isAppending() {
    return (flags & OpenFile.O_APPEND) != 0;
  }

  @SuppressWarnings("EnumOrdinal") // the enum says that its order is the format
  void write(Output out) {
    out.writeByte(kind.ordinal());
    out.writeString(path);
    out.writeInt(flags);
    out.writeLong(positionBytes);
    out.writeLong(lengthBytes);
    out.writeLong(crc32c);
    out.writeBoolean(content != null);
    if (content != null) {
      out.writeInt(content.length);
      out.writeBytes(content);
    }
  }

  static FileImage read(Input in) {
    return new FileImage(
        Kind.values()[in.readByte()],
        in.readString(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean() ? in.readBytes(in.readInt()) : null);
  }

  /**
   * Returns the CRC32C of the first and the last 32 KiB of the file's first bytes; all of them, if
   * there are no more.
   */
  static long fingerprint(Path file, long lengthBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return fingerprint(channel, lengthBytes);
    }
  }

  /** The same of an open file; its position does not change. */
  static long fingerprint(FileChannel file, long lengthBytes) throws IOException {
    CRC32C crc = new CRC32C();
    long headEnd = Math.min(lengthBytes, FINGERPRINT_BYTES);
    crc.update(read(file, 0, headEnd));
    crc.update(read(file, Math.max(headEnd, lengthBytes - FINGERPRINT_BYTES), lengthBytes));
    return crc.getValue();
  }

  /** Returns the bytes from start to end; its array has just them. */
  static ByteBuffer read(FileChannel file, long start, long end) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) (end - start));
    while (bytes.hasRemaining() && file.read(bytes, start + bytes.position()) >= 0) {
      // reads on
    }
    return bytes.flip();
  }
}
