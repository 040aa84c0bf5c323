package threads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Four threads fight for one monitor, and its owner keeps it while a JDK method calls the program
 * back: a comparator in {@code List.sort}, itself synchronized on a second object.
 */
final class SortUnderLockScene implements Scene {
  private static final int CONTENDERS = 4;
  private static final int SIZE = 4_000;

  private final int sorts;
  private final Object monitor = new Object();
  private final Object comparison = new Object();
  private final List<Integer> list = new ArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger violations = new AtomicInteger();
  private long sorted;

  SortUnderLockScene(int rounds) {
    this.sorts = rounds * 8;
  }

  @Override
  public String name() {
    return "sort-under-lock";
  }

  @Override
  public long play() throws InterruptedException {
    Thread[] contenders = new Thread[CONTENDERS];
    for (int i = 0; i < CONTENDERS; i++) {
      contenders[i] = new Thread(this::contend, "sort-under-lock-" + (i + 1));
      contenders[i].start();
    }
    for (Thread contender : contenders) {
      contender.join();
    }
    return sorted;
  }

  private void contend() {
    for (int i = 0; i < sorts; i++) {
      synchronized (monitor) {
        enter();
        fill();
        list.sort(this::compare);
        for (int index = 1; index < SIZE; index++) {
          if (list.get(index - 1) > list.get(index)) {
            violations.incrementAndGet();
          }
        }
        sorted += list.get(SIZE / 2);
        inside.decrementAndGet();
      }
    }
  }

  private void enter() {
    if (inside.incrementAndGet() != 1) {
      violations.incrementAndGet();
    }
  }

  private void fill() {
    list.clear();
    for (int i = 0; i < SIZE; i++) {
      list.add((int) ((i * 2654435761L) % 10_007));
    }
  }

  private int compare(Integer left, Integer right) {
    synchronized (comparison) {
      return Integer.compare(left, right);
    }
  }

  @Override
  public int violations() {
    return violations.get();
  }
}
