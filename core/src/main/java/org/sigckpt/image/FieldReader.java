package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

/** Fills fields and elements from an image. */
final class FieldReader {
  private final IdRanks ranks;
  private final ObjectTable table;

  FieldReader(IdRanks ranks, ObjectTable table) {
    this.ranks = ranks;
    this.table = table;
  }

  /** Returns the object of the id; null for 0. */
  Object object(int id) {
    return id == 0 ? null : table.get(numberOf(id));
  }

  /** Returns the id's number in the table. */
  int numberOf(int id) {
    int number = ranks.of(id);
    if (number == 0) {
      throw damaged("reference to object " + Integer.toUnsignedString(id));
    }
    return number;
  }

  /** Fills the fields that are no references; returns the address behind them. */
  static long primitives(Object base, FieldLayout layout, long address) {
    long p = address;
    for (long offset : layout.longs()) {
      UNSAFE.putLong(base, offset, UNSAFE.getLong(p));
      p += Long.BYTES;
    }
    for (long offset : layout.ints()) {
      UNSAFE.putInt(base, offset, UNSAFE.getInt(p));
      p += Integer.BYTES;
    }
    for (long offset : layout.shorts()) {
      UNSAFE.putShort(base, offset, UNSAFE.getShort(p));
      p += Short.BYTES;
    }
    for (long offset : layout.bytes()) {
      UNSAFE.putByte(base, offset, UNSAFE.getByte(p++));
    }
    return p;
  }

  /** Fills the references from the address, which is behind the other fields. */
  void references(Object base, FieldLayout layout, long address) {
    long p = address;
    for (long offset : layout.refs()) {
      UNSAFE.putReference(base, offset, object(UNSAFE.getInt(p)));
      p += Integer.BYTES;
    }
  }

  /** Fills elements of an array of references. */
  void elements(Object[] array, int from, int count, long address) {
    for (int i = 0; i < count; i++) {
      array[from + i] = object(UNSAFE.getInt(address + 4L * i));
    }
  }

  static ImageRestoreException damaged(String observed) {
    return new ImageRestoreException(
        "Cannot read the heap image (" + observed + "); the file is damaged.");
  }
}
