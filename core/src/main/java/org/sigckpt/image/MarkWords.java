package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

/**
 * The hash bits of an object's mark word.
 *
 * <p>The 64-bit mark word of an unlocked object, with the shift that differs between JDKs (8 on 17,
 * 11 on 25; {@code markWord.hpp}) and is measured on fresh objects when this class is made:
 *
 * <pre>
 *   63        shift+31            shift           3     0
 *   | klass or 0 | identity hash (31) | age, gap | 0 0 1 |   hash 0: nobody asked for it yet
 * </pre>
 *
 * <p>Every write is a compare-and-set while the low bits say "unlocked", because a concurrent
 * collector may change the age and a compact header keeps the class in the upper bits. A layout
 * that does not measure as above (17 with biased locking, for one) reports {@link #canMark} false,
 * and all objects then take the slow map.
 */
final class MarkWords {
  static final int HASH_MASK = 0x7fffffff;
  private static final int LOCK_BITS = 3;
  private static final int STATE_BITS = 7;
  private static final int UNLOCKED = 1;
  private static final int PROBE_COUNT = 8;

  private final int shift;
  private final boolean canMark;

  private MarkWords(int shift, boolean canMark) {
    this.shift = shift;
    this.canMark = canMark;
  }

  /** Measures the layout on fresh objects. */
  static MarkWords calibrated() {
    int shift = -1;
    boolean canMark = true;
    for (int i = 0; i < PROBE_COUNT; i++) {
      Object probe = new Object();
      long before = UNSAFE.getLong(probe, 0L);
      int hash = System.identityHashCode(probe);
      long after = UNSAFE.getLong(probe, 0L);
      int measured = shiftOf(after, hash);
      shift = i == 0 || measured == shift ? measured : -1;
      canMark &= shift >= 0 && unlocked(before) && after == (before | (long) hash << shift);
    }
    return new MarkWords(shift, canMark && marksAndClears(shift));
  }

  private static int shiftOf(long mark, int hash) {
    for (int shift = LOCK_BITS; shift <= 32; shift++) {
      if (((int) (mark >>> shift) & HASH_MASK) == hash) {
        return shift;
      }
    }
    return -1;
  }

  private static boolean marksAndClears(int shift) {
    MarkWords words = new MarkWords(shift, true);
    Object probe = new Object();
    long fresh = UNSAFE.getLong(probe, 0L);
    boolean marked = words.mark(probe, fresh, 12345) && System.identityHashCode(probe) == 12345;
    words.clear(probe, 12345);
    return marked && UNSAFE.getLong(probe, 0L) == fresh;
  }

  /** Returns whether ids may be kept in unhashed mark words on this VM. */
  boolean canMark() {
    return canMark;
  }

  static long read(Object object) {
    return UNSAFE.getLong(object, 0L);
  }

  static boolean unlocked(long mark) {
    return (mark & STATE_BITS) == UNLOCKED;
  }

  /** Returns whether the word is that of an unlocked object that nobody has hashed. */
  boolean isPlain(long mark) {
    return unlocked(mark) && shift >= 0 && hashOf(mark) == 0;
  }

  int hashOf(long mark) {
    return (int) (mark >>> shift) & HASH_MASK;
  }

  /** Returns the hash, which a locked object gets here if it has none. */
  int presentHash(Object object, long mark) {
    return shift >= 0 && unlocked(mark) ? hashOf(mark) : System.identityHashCode(object);
  }

  /** Puts the id into the hash bits of an unlocked, unhashed mark word; false if it has changed. */
  boolean mark(Object object, long expected, int id) {
    return UNSAFE.compareAndSetLong(object, 0L, expected, expected | (long) id << shift);
  }

  /** Takes the id out again, if the object still has it and is unlocked. */
  void clear(Object object, int id) {
    long mark = read(object);
    while (unlocked(mark) && hashOf(mark) == id) {
      long cleared = mark & ~((long) HASH_MASK << shift);
      if (UNSAFE.compareAndSetLong(object, 0L, mark, cleared)) {
        return;
      }
      mark = read(object);
    }
  }

  /**
   * Gives the object the identity hash it had.
   *
   * @param overwrite whether an existing hash is replaced; only for objects nobody else has seen
   * @return false if the object keeps another hash
   */
  boolean setHash(Object object, int hash, boolean overwrite) {
    if (shift < 0) {
      throw new ImageRestoreException(
          "Cannot restore identity hash codes: this VM's object header is not the expected one;"
              + " restart with the JVM flags of the checkpoint.");
    }
    if (!unlocked(read(object)) || overwrite && !canMark) {
      System.identityHashCode(object); // revokes a bias
    }
    for (; ; ) {
      long mark = read(object);
      int present = unlocked(mark) ? hashOf(mark) : System.identityHashCode(object);
      if (present == hash) {
        return true;
      }
      if (!unlocked(mark) || present != 0 && !overwrite) {
        return false;
      }
      long wanted = mark & ~((long) HASH_MASK << shift) | (long) hash << shift;
      if (UNSAFE.compareAndSetLong(object, 0L, mark, wanted)) {
        return true;
      }
    }
  }
}
