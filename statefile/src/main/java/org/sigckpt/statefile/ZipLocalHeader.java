package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * The record before an entry's content, APPNOTE 4.3.7.
 *
 * <pre>
 *   0  signature   4  version  6  flags  8  method  10 time  12 date  14 crc32
 *   18 compressed  22 length   26 name length       28 extra length   30 name, extra
 * </pre>
 *
 * The extra field has a length fixed in advance, so that the header can be written before the sizes
 * are known and patched afterwards: its first 20 bytes take the ZIP64 sizes if they are needed, the
 * rest is padding.
 */
record ZipLocalHeader(ZipEntryImage entry, int extraLengthBytes) {
  static final int SIGNATURE = 0x04034b50;
  static final int FIXED_BYTES = 30;

  /** The ZIP64 extra field with both sizes. */
  static final int ZIP64_EXTRA_BYTES = 20;

  private static final int EXTRA_HEADER_BYTES = 4;

  /** Returns the extra length that leaves room for ZIP64 and puts the content at the alignment. */
  static int extraLengthFor(long headerOffsetBytes, String name, int alignmentBytes) {
    int extra = ZIP64_EXTRA_BYTES;
    if (alignmentBytes > 1) {
      extra += EXTRA_HEADER_BYTES;
      long content = headerOffsetBytes + FIXED_BYTES + name.getBytes(UTF_8).length + extra;
      extra += (int) (-content & (alignmentBytes - 1));
    }
    return extra;
  }

  /** Returns the record's bytes; their number depends on the name and the extra length only. */
  byte[] encode() {
    byte[] name = entry.name().getBytes(UTF_8);
    boolean zip64 = entry.needsZip64Sizes();
    ByteBuffer out = ZipFormat.allocate(FIXED_BYTES + name.length + extraLengthBytes);
    out.putInt(SIGNATURE);
    out.putShort((short) (zip64 ? ZipFormat.VERSION_ZIP64 : ZipFormat.VERSION));
    out.putShort((short) ZipFormat.FLAG_UTF8);
    out.putShort((short) entry.method());
    out.putShort((short) 0).putShort((short) ZipFormat.DATE);
    out.putInt((int) entry.crc32());
    out.putInt((int) (zip64 ? ZipFormat.MAGIC_32 : entry.compressedBytes()));
    out.putInt((int) (zip64 ? ZipFormat.MAGIC_32 : entry.lengthBytes()));
    out.putShort((short) name.length).putShort((short) extraLengthBytes);
    out.put(name);
    if (zip64) {
      out.putShort((short) ZipFormat.EXTRA_ZIP64).putShort((short) 16);
      out.putLong(entry.lengthBytes()).putLong(entry.compressedBytes());
    }
    if (out.hasRemaining()) {
      out.putShort((short) ZipFormat.EXTRA_PADDING).putShort((short) (out.remaining() - 2));
    }
    return out.array();
  }
}
