package org.sigckpt.image;

/** An open-addressing map from objects, by identity, to ints other than 0. */
final class IdentityTable {
  private Object[] keys = new Object[1 << 12];
  private int[] values = new int[1 << 12];
  private int size;

  /** Returns the value, or 0. */
  int get(Object key, int hash) {
    return values[slotOf(key, hash)];
  }

  void put(Object key, int hash, int value) {
    if (size >= keys.length >> 1) {
      grow();
    }
    int slot = slotOf(key, hash);
    if (keys[slot] == null) {
      keys[slot] = key;
      size++;
    }
    values[slot] = value;
  }

  int size() {
    return size;
  }

  private int slotOf(Object key, int hash) {
    int mask = keys.length - 1;
    int slot = (hash * 0x9E3779B9 >>> 7) & mask;
    while (keys[slot] != null && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    Object[] oldKeys = keys;
    int[] oldValues = values;
    keys = new Object[oldKeys.length * 2];
    values = new int[oldValues.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != null) {
        int slot = slotOf(oldKeys[i], System.identityHashCode(oldKeys[i]));
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
