package org.sigckpt.image;

import java.util.Arrays;

/** Objects whose records are to be written, with their ids; of an array, from which element on. */
final class TraceStack {
  private static final int FIRST_CAPACITY = 1 << 10;

  private Object[] objects;
  private int[] ids;
  private int[] froms;
  private int size;

  TraceStack() {
    this(new Object[FIRST_CAPACITY], new int[FIRST_CAPACITY], new int[FIRST_CAPACITY], 0);
  }

  private TraceStack(Object[] objects, int[] ids, int[] froms, int size) {
    this.objects = objects;
    this.ids = ids;
    this.froms = froms;
    this.size = size;
  }

  int size() {
    return size;
  }

  void push(Object object, int id, int from) {
    if (size == objects.length) {
      objects = Arrays.copyOf(objects, size * 2);
      ids = Arrays.copyOf(ids, size * 2);
      froms = Arrays.copyOf(froms, size * 2);
    }
    objects[size] = object;
    ids[size] = id;
    froms[size++] = from;
  }

  /** Takes the top away; its parts are at {@code size()} until the next push. */
  void pop() {
    size--;
  }

  Object object(int index) {
    return objects[index];
  }

  int id(int index) {
    return ids[index];
  }

  int from(int index) {
    return froms[index];
  }

  /** Takes the lower half away: the oldest, which most often lead to the largest parts. */
  TraceStack split() {
    int half = size / 2;
    TraceStack taken =
        new TraceStack(
            Arrays.copyOf(objects, half),
            Arrays.copyOf(ids, half),
            Arrays.copyOf(froms, half),
            half);
    System.arraycopy(objects, half, objects, 0, size - half);
    System.arraycopy(ids, half, ids, 0, size - half);
    System.arraycopy(froms, half, froms, 0, size - half);
    size -= half;
    return taken;
  }

  /** Puts the other's entries on top. */
  void pushAll(TraceStack other) {
    for (int i = 0; i < other.size; i++) {
      push(other.objects[i], other.ids[i], other.froms[i]);
    }
  }
}
