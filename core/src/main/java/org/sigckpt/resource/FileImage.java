package org.sigckpt.resource;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.FileBytes;

/**
 * An open file, as captured.
 *
 * @param kind what it is
 * @param path absolute
 * @param flags as given to open(2)
 * @param positionBytes from the start of the file
 * @param lengthBytes of the file at the checkpoint
 * @param crc32c of its first and last bytes, see {@link FileBytes#fingerprint}
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

  /** The order is part of the statefile format. */
  enum Kind {
    /** Has a name. */
    FILE,
    /** Has no name any more; its content is embedded. */
    DELETED,
    /** One of the devices that hold no state, or a folder, which is opened to force it. */
    STATELESS
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
}
