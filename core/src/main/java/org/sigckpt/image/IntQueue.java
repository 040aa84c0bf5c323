package org.sigckpt.image;

import java.util.Arrays;

/** A first-in first-out queue of ints. */
final class IntQueue {
  private int[] elements = new int[64];
  private int head;
  private int tail;

  void add(int element) {
    if (tail == elements.length) {
      int live = tail - head;
      int[] target = live > elements.length >> 1 ? new int[elements.length * 2] : elements;
      System.arraycopy(elements, head, target, 0, live);
      elements = target;
      head = 0;
      tail = live;
    }
    elements[tail++] = element;
  }

  boolean isEmpty() {
    return head == tail;
  }

  int remove() {
    return elements[head++];
  }

  /** Returns a copy of the elements. */
  int[] toArray() {
    return Arrays.copyOfRange(elements, head, tail);
  }
}
