package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;

/**
 * A set of ids, one bit for each, outside the heap; may be added to by several threads.
 *
 * <p>Ids are ints without a sign. A page is made when its first id is added, so the set takes one
 * bit for every 8 bytes of those parts of the heap that have live objects:
 *
 * <pre>
 *   31               15 14        6 5      0
 *   | page              | word      | bit   |
 * </pre>
 */
final class IdBits implements AutoCloseable {
  static final int PAGE_BITS = 15;
  static final int PAGE_COUNT = 1 << 32 - PAGE_BITS;
  static final int PAGE_BYTES = 1 << PAGE_BITS - 3;

  private long pages = zeroed((long) PAGE_COUNT * Long.BYTES);

  /** Adds the id; returns whether it is new. */
  boolean add(int id) {
    long page = UNSAFE.getLongAcquire(null, pages + 8L * (id >>> PAGE_BITS));
    if (page == 0) {
      page = addPage(id >>> PAGE_BITS);
    }
    long word = page + ((id >>> 6 & PAGE_BYTES / 8 - 1) << 3);
    long bit = 1L << id;
    for (; ; ) {
      long seen = UNSAFE.getLong(word);
      if ((seen & bit) != 0) {
        return false;
      }
      if (UNSAFE.compareAndSetLong(null, word, seen, seen | bit)) {
        return true;
      }
    }
  }

  boolean contains(int id) {
    long page = UNSAFE.getLong(pages + 8L * (id >>> PAGE_BITS));
    return page != 0
        && (UNSAFE.getLong(page + ((id >>> 6 & PAGE_BYTES / 8 - 1) << 3)) & 1L << id) != 0;
  }

  /** Writes one block for each page that has ids: number of the page (int), its bits. */
  void writeTo(BlockWriter blocks) throws IOException {
    try (NativeBuffer payload = new NativeBuffer(Integer.BYTES + PAGE_BYTES)) {
      for (int i = 0; i < PAGE_COUNT; i++) {
        long page = UNSAFE.getLong(pages + 8L * i);
        if (page != 0) {
          payload.reset();
          payload.putInt(i);
          UNSAFE.copyMemory(page, payload.extend(PAGE_BYTES), PAGE_BYTES);
          blocks.write(BlockKind.IDS, payload);
        }
      }
    }
  }

  /** Frees the memory; may be called twice. */
  @Override
  public void close() {
    for (int i = 0; pages != 0 && i < PAGE_COUNT; i++) {
      UNSAFE.freeMemory(UNSAFE.getLong(pages + 8L * i));
    }
    UNSAFE.freeMemory(pages);
    pages = 0;
  }

  private synchronized long addPage(int index) {
    long page = UNSAFE.getLong(pages + 8L * index);
    if (page == 0) {
      page = zeroed(PAGE_BYTES);
      UNSAFE.putLongRelease(null, pages + 8L * index, page);
    }
    return page;
  }

  static long zeroed(long bytes) {
    long address = UNSAFE.allocateMemory(bytes);
    UNSAFE.setMemory(address, bytes, (byte) 0);
    return address;
  }
}
