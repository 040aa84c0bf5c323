package org.sigckpt.internals;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import org.jspecify.annotations.Nullable;

/** The part of the heap in which objects are made, and how long it lasts until a collection. */
public final class YoungSpace {
  private static final @Nullable MemoryPoolMXBean EDEN = eden();
  private static final int PIECE_BYTES = 1 << 14;
  private static volatile byte @Nullable [] piece;

  private YoungSpace() {}

  /**
   * Sees to it that so many bytes can be allocated, by this thread and others together, before the
   * next collection: has one now, by using up what is left, if that is less.
   *
   * @return false if the space is smaller than that or nothing is known about it
   */
  public static boolean makeRoom(long bytes) {
    HeapAddresses heap = HeapAddresses.ofThisVm();
    if (EDEN == null || heap == null) {
      return false;
    }
    MemoryUsage usage = EDEN.getUsage();
    int before = heap.collectionCount();
    long left = usage.getCommitted() - usage.getUsed();
    if (left < bytes && usage.getCommitted() >= bytes) {
      for (long used = 0; used < usage.getCommitted(); used += PIECE_BYTES) {
        if (heap.collectionCount() != before) {
          break;
        }
        piece = new byte[PIECE_BYTES];
      }
      piece = null;
      usage = EDEN.getUsage();
      left = usage.getCommitted() - usage.getUsed();
    }
    return left >= bytes;
  }

  private static @Nullable MemoryPoolMXBean eden() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().contains("Eden")) {
        return pool;
      }
    }
    return null;
  }
}
