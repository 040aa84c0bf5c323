package org.sigckpt.barrier;

/**
 * A small set of objects by identity, for any thread.
 *
 * <p>The JDK's collections are woven: their locks and loops have polls, which would come back here.
 * Linear probing in a table at most half full; removal rehashes the run behind the gap.
 */
final class IdentitySet {
  private final SpinLock lock = new SpinLock();
  private Object[] table = new Object[64];
  private int size;

  /** Returns whether the object was not in the set before. */
  boolean add(Object object) {
    lock.acquire();
    try {
      int slot = slotOf(object);
      if (table[slot] != null) {
        return false;
      }
      table[slot] = object;
      if (++size * 2 > table.length) {
        rehash(table.length * 2);
      }
      return true;
    } finally {
      lock.release();
    }
  }

  void remove(Object object) {
    lock.acquire();
    try {
      int slot = slotOf(object);
      if (table[slot] == null) {
        return;
      }
      table[slot] = null;
      size--;
      int next = (slot + 1) & (table.length - 1);
      while (table[next] != null) {
        Object moved = table[next];
        table[next] = null;
        table[slotOf(moved)] = moved;
        next = (next + 1) & (table.length - 1);
      }
    } finally {
      lock.release();
    }
  }

  /** Returns where the object is, or the free slot where it belongs. */
  private int slotOf(Object object) {
    int mask = table.length - 1;
    int slot = System.identityHashCode(object) & mask;
    while (table[slot] != null && table[slot] != object) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash(int length) {
    Object[] old = table;
    table = new Object[length];
    for (Object object : old) {
      if (object != null) {
        table[slotOf(object)] = object;
      }
    }
  }
}
