package org.sigckpt.image;

import java.util.Arrays;

/** Objects by number, from 1. Kept in chunks, so that growing never copies. */
final class ObjectTable {
  private static final int CHUNK_BITS = 16;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int MASK = CHUNK - 1;

  private Object[][] chunks = new Object[16][];
  private int count;

  /** Returns a table of that many nulls, in which several threads may set objects. */
  static ObjectTable ofCount(int count) {
    ObjectTable table = new ObjectTable();
    table.chunks = new Object[(count >>> CHUNK_BITS) + 1][CHUNK];
    table.count = count;
    return table;
  }

  /** Returns the highest number in use. */
  int count() {
    return count;
  }

  /** Returns the next number, for which {@link #add} then cannot fail. */
  int reserve() {
    int number = count + 1;
    if (number < 0) {
      throw new CannotCaptureException(
          "Cannot write the heap image: more than 2,147,483,647 objects; checkpoint with less.");
    }
    int chunk = number >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new Object[CHUNK];
    }
    return number;
  }

  /** Stores the object under the reserved number. */
  void add(int number, Object object) {
    chunks[number >>> CHUNK_BITS][number & MASK] = object;
    count = number;
  }

  Object get(int number) {
    return chunks[number >>> CHUNK_BITS][number & MASK];
  }

  void set(int number, Object object) {
    chunks[number >>> CHUNK_BITS][number & MASK] = object;
  }
}
