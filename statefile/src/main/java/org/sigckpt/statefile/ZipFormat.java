package org.sigckpt.statefile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of the ZIP format that more than one record needs (APPNOTE 6.3.10). */
final class ZipFormat {
  /** APPNOTE 4.4.8, 4.4.9, 4.4.16: the value is in the ZIP64 extra field. */
  static final long MAGIC_32 = 0xFFFF_FFFFL;

  /** APPNOTE 4.4.22: the count is in the ZIP64 end record. */
  static final int MAGIC_16 = 0xFFFF;

  /** APPNOTE 4.4.4 bit 11: names are UTF-8. */
  static final int FLAG_UTF8 = 1 << 11;

  static final int METHOD_STORED = 0;

  /** 1980-01-01 as an MS-DOS date, APPNOTE 4.4.6; equal content gives equal files. */
  static final int DATE = 0x21;

  /** APPNOTE 4.4.3: ZIP64 needs 4.5, everything else here 2.0. */
  static final int VERSION_ZIP64 = 45;

  static final int VERSION = 20;

  /** APPNOTE 4.5.3. */
  static final int EXTRA_ZIP64 = 0x0001;

  /** Padding as zipalign writes it; readers skip unknown extra fields. */
  static final int EXTRA_PADDING = 0xD935;

  private ZipFormat() {}

  static ByteBuffer allocate(int lengthBytes) {
    return ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int u16(ByteBuffer in, int index) {
    return Short.toUnsignedInt(in.getShort(index));
  }

  static long u32(ByteBuffer in, int index) {
    return Integer.toUnsignedLong(in.getInt(index));
  }
}
