package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

/**
 * Numbers the ids of an image densely, from 1, in their order: the reader's side of {@link IdBits}.
 *
 * <pre>
 *   page: 512 entries   | 64 bits of ids | how many ids lie before them (int) | pad |
 * </pre>
 *
 * <p>A look-up touches one cache line. Pages are added in ascending order, by one thread.
 */
final class IdRanks implements AutoCloseable {
  private static final int ENTRY_BYTES = 16;
  private static final int ENTRIES = IdBits.PAGE_BYTES / Long.BYTES;

  private long pages = IdBits.zeroed((long) IdBits.PAGE_COUNT * Long.BYTES);
  private int count;

  /** Adds a page as {@link IdBits#writeTo} wrote it. */
  void addPage(long payload, long lengthBytes) {
    int index = UNSAFE.getInt(payload);
    if (lengthBytes != Integer.BYTES + IdBits.PAGE_BYTES
        || index < 0
        || index >= IdBits.PAGE_COUNT
        || UNSAFE.getLong(pages + 8L * index) != 0) {
      throw FieldReader.damaged("page " + index + " of ids");
    }
    long page = UNSAFE.allocateMemory((long) ENTRIES * ENTRY_BYTES);
    for (int i = 0; i < ENTRIES; i++) {
      long bits = UNSAFE.getLong(payload + Integer.BYTES + 8L * i);
      UNSAFE.putLong(page + (long) ENTRY_BYTES * i, bits);
      UNSAFE.putInt(page + (long) ENTRY_BYTES * i + 8, count);
      count += Long.bitCount(bits);
    }
    UNSAFE.putLong(pages + 8L * index, page);
  }

  int count() {
    return count;
  }

  /** Returns the number of the id, or 0 if the image has no such id. */
  int of(int id) {
    long page = UNSAFE.getLong(pages + 8L * (id >>> IdBits.PAGE_BITS));
    if (page == 0) {
      return 0;
    }
    long entry = page + (long) ENTRY_BYTES * (id >>> 6 & ENTRIES - 1);
    long bits = UNSAFE.getLong(entry);
    long bit = 1L << id;
    return (bits & bit) == 0 ? 0 : UNSAFE.getInt(entry + 8) + Long.bitCount(bits & bit - 1) + 1;
  }

  @Override
  public void close() {
    if (pages != 0) {
      for (int i = 0; i < IdBits.PAGE_COUNT; i++) {
        UNSAFE.freeMemory(UNSAFE.getLong(pages + 8L * i));
      }
      UNSAFE.freeMemory(pages);
      pages = 0;
    }
  }
}
