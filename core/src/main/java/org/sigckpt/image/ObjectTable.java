package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.util.Arrays;

/**
 * All objects of the image by id, from 1, and the index of each one's shape.
 *
 * <p>Kept in chunks, so that growing never copies; the shape indexes are outside the heap.
 */
final class ObjectTable implements AutoCloseable {
  static final int CHUNK_BITS = 20;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int MASK = CHUNK - 1;

  private Object[][] chunks = new Object[16][];
  private long[] shapes = new long[16];
  private int count;

  /** Returns the highest id in use. */
  int count() {
    return count;
  }

  /** Returns the next id, for which {@link #add} then cannot fail. */
  int reserve() {
    int id = count + 1;
    if (id < 0) {
      throw new CannotCaptureException(
          "Cannot write the heap image: more than 2,147,483,647 objects; checkpoint with less.");
    }
    int chunk = id >>> CHUNK_BITS;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
      shapes = Arrays.copyOf(shapes, chunk * 2);
    }
    if (chunks[chunk] == null) {
      shapes[chunk] = shapes[chunk] == 0 ? UNSAFE.allocateMemory(4L * CHUNK) : shapes[chunk];
      chunks[chunk] = new Object[CHUNK];
    }
    return id;
  }

  /** Stores the object under the reserved id; null where it is made later. */
  void add(int id, Object object, int shapeIndex) {
    count = id;
    chunks[id >>> CHUNK_BITS][id & MASK] = object;
    UNSAFE.putInt(shapes[id >>> CHUNK_BITS] + 4L * (id & MASK), shapeIndex);
  }

  Object get(int id) {
    return chunks[id >>> CHUNK_BITS][id & MASK];
  }

  void set(int id, Object object) {
    chunks[id >>> CHUNK_BITS][id & MASK] = object;
  }

  int shapeOf(int id) {
    return UNSAFE.getInt(shapes[id >>> CHUNK_BITS] + 4L * (id & MASK));
  }

  /** Frees the memory outside the heap; {@link #get} still works. */
  @Override
  public void close() {
    for (int i = 0; i < shapes.length; i++) {
      UNSAFE.freeMemory(shapes[i]);
      shapes[i] = 0;
    }
  }
}
