package org.sigckpt.targets;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the clock without a break, beside a heap that takes a while to write, and prints by how
 * many milliseconds it went on at most from one reading to the next.
 */
public final class ClockGapTarget {
  private static final int OBJECTS = 2_000_000;

  private ClockGapTarget() {}

  public static void main(String[] arguments) {
    List<int[]> heap = new ArrayList<>();
    for (int i = 0; i < OBJECTS; i++) {
      heap.add(new int[] {i});
    }
    File go = new File("go-1");
    System.out.println("PAUSE 1");
    long largest = 0;
    long last = System.nanoTime();
    while (!go.exists()) {
      for (int i = 0; i < 1000; i++) {
        long now = System.nanoTime();
        largest = Math.max(largest, now - last);
        last = now;
      }
    }
    System.out.println("gap " + largest / 1_000_000 + " of " + heap.size());
  }
}
