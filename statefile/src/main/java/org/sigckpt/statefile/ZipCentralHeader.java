package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * An entry's record in the central directory, APPNOTE 4.3.12.
 *
 * <pre>
 *   0  signature  4  made by  6  version  8  flags  10 method  12 time  14 date  16 crc32
 *   20 compressed 24 length   28 name length  30 extra length  32 comment length  34 disk
 *   36 internal   38 external 42 offset   46 name, extra, comment
 * </pre>
 *
 * The ZIP64 extra field holds exactly the values that do not fit, in the order length, compressed,
 * offset; JDK 25 rejects any surplus.
 */
record ZipCentralHeader(ZipEntryImage entry) {
  static final int SIGNATURE = 0x02014b50;
  static final int FIXED_BYTES = 46;

  byte[] encode() {
    byte[] name = entry.name().getBytes(UTF_8);
    boolean sizes = entry.needsZip64Sizes();
    boolean offset = entry.headerOffsetBytes() >= ZipFormat.MAGIC_32;
    int values = (sizes ? 16 : 0) + (offset ? 8 : 0);
    int extra = values == 0 ? 0 : 4 + values;
    int version = values == 0 ? ZipFormat.VERSION : ZipFormat.VERSION_ZIP64;
    ByteBuffer out = ZipFormat.allocate(FIXED_BYTES + name.length + extra);
    out.putInt(SIGNATURE);
    out.putShort((short) version).putShort((short) version);
    out.putShort((short) ZipFormat.FLAG_UTF8);
    out.putShort((short) entry.method());
    out.putShort((short) 0).putShort((short) ZipFormat.DATE);
    out.putInt((int) entry.crc32());
    out.putInt((int) (sizes ? ZipFormat.MAGIC_32 : entry.compressedBytes()));
    out.putInt((int) (sizes ? ZipFormat.MAGIC_32 : entry.lengthBytes()));
    out.putShort((short) name.length).putShort((short) extra).putShort((short) 0);
    out.putShort((short) 0).putShort((short) 0).putInt(0);
    out.putInt((int) (offset ? ZipFormat.MAGIC_32 : entry.headerOffsetBytes()));
    out.put(name);
    if (extra != 0) {
      out.putShort((short) ZipFormat.EXTRA_ZIP64).putShort((short) values);
    }
    if (sizes) {
      out.putLong(entry.lengthBytes()).putLong(entry.compressedBytes());
    }
    if (offset) {
      out.putLong(entry.headerOffsetBytes());
    }
    return out.array();
  }

  /**
   * Reads the record at the buffer's position and leaves the position after it.
   *
   * @throws IllegalArgumentException if the bytes are no such record
   */
  static ZipCentralHeader decode(ByteBuffer in) {
    int start = in.position();
    require(in.remaining() >= FIXED_BYTES && in.getInt(start) == SIGNATURE);
    int nameLength = ZipFormat.u16(in, start + 28);
    int extraLength = ZipFormat.u16(in, start + 30);
    int commentLength = ZipFormat.u16(in, start + 32);
    require(in.remaining() >= FIXED_BYTES + nameLength + extraLength + commentLength);
    byte[] name = new byte[nameLength];
    in.get(start + FIXED_BYTES, name);
    long compressed = ZipFormat.u32(in, start + 20);
    long length = ZipFormat.u32(in, start + 24);
    long offset = ZipFormat.u32(in, start + 42);
    int extraStart = start + FIXED_BYTES + nameLength;
    ByteBuffer zip64 = zip64Values(in, extraStart, extraStart + extraLength);
    length = length == ZipFormat.MAGIC_32 ? next(zip64) : length;
    compressed = compressed == ZipFormat.MAGIC_32 ? next(zip64) : compressed;
    offset = offset == ZipFormat.MAGIC_32 ? next(zip64) : offset;
    in.position(extraStart + extraLength + commentLength);
    return new ZipCentralHeader(
        new ZipEntryImage(
            new String(name, UTF_8),
            ZipFormat.u16(in, start + 10),
            ZipFormat.u32(in, start + 16),
            compressed,
            length,
            offset));
  }

  private static ByteBuffer zip64Values(ByteBuffer in, int start, int end) {
    for (int at = start; at + 4 <= end; at += 4 + ZipFormat.u16(in, at + 2)) {
      int length = ZipFormat.u16(in, at + 2);
      if (ZipFormat.u16(in, at) == ZipFormat.EXTRA_ZIP64 && at + 4 + length <= end) {
        return in.slice(at + 4, length).order(in.order());
      }
    }
    return ZipFormat.allocate(0);
  }

  private static long next(ByteBuffer zip64) {
    require(zip64.remaining() >= 8);
    long value = zip64.getLong();
    require(value >= 0);
    return value;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("central directory record is malformed");
    }
  }
}
