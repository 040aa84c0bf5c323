package org.sigckpt.statefile;

import java.nio.ByteBuffer;

/**
 * What ends the JAR: the end record (APPNOTE 4.3.16) and, only if a value does not fit, the ZIP64
 * end record (4.3.14) and its locator (4.3.15) before it.
 *
 * <pre>
 *   ZIP64 end 56 bytes:  0 signature  4 size=44  12 made by  14 version  16 disk  20 disk
 *                        24 count  32 count  40 directory length  48 directory offset
 *   locator   20 bytes:  0 signature  4 disk  8 offset of the ZIP64 end  16 disks
 *   end       22 bytes:  0 signature  4 disk  6 disk  8 count  10 count  12 directory length
 *                        16 directory offset  20 comment length  22 comment
 * </pre>
 */
record ZipEnd(long entryCount, long directoryLengthBytes, long directoryOffsetBytes) {
  static final int SIGNATURE = 0x06054b50;
  static final int FIXED_BYTES = 22;
  static final int ZIP64_SIGNATURE = 0x06064b50;
  static final int ZIP64_BYTES = 56;
  static final int LOCATOR_SIGNATURE = 0x07064b50;
  static final int LOCATOR_BYTES = 20;

  private boolean needsZip64() {
    return entryCount >= ZipFormat.MAGIC_16
        || directoryLengthBytes >= ZipFormat.MAGIC_32
        || directoryOffsetBytes >= ZipFormat.MAGIC_32;
  }

  /** Returns all records, without the comment's own bytes. */
  byte[] encode(int commentLengthBytes) {
    boolean zip64 = needsZip64();
    ByteBuffer out = ZipFormat.allocate(FIXED_BYTES + (zip64 ? ZIP64_BYTES + LOCATOR_BYTES : 0));
    if (zip64) {
      out.putInt(ZIP64_SIGNATURE).putLong(ZIP64_BYTES - 12);
      out.putShort((short) ZipFormat.VERSION_ZIP64).putShort((short) ZipFormat.VERSION_ZIP64);
      out.putInt(0).putInt(0).putLong(entryCount).putLong(entryCount);
      out.putLong(directoryLengthBytes).putLong(directoryOffsetBytes);
      out.putInt(LOCATOR_SIGNATURE).putInt(0);
      out.putLong(directoryOffsetBytes + directoryLengthBytes).putInt(1);
    }
    short count = (short) (zip64 ? ZipFormat.MAGIC_16 : entryCount);
    out.putInt(SIGNATURE).putShort((short) 0).putShort((short) 0);
    out.putShort(count).putShort(count);
    out.putInt((int) (zip64 ? ZipFormat.MAGIC_32 : directoryLengthBytes));
    out.putInt((int) (zip64 ? ZipFormat.MAGIC_32 : directoryOffsetBytes));
    out.putShort((short) commentLengthBytes);
    return out.array();
  }
}
