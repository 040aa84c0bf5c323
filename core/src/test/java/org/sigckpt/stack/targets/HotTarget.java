package org.sigckpt.stack.targets;

import org.sigckpt.stack.Pause;

/** Hot loops around the pause, within monitors; reports the time they take. */
public final class HotTarget {
  public static long nanos;
  private static final int ROUNDS = 60_000;

  private HotTarget() {}

  public static Object run() {
    Object first = new Object();
    int[] second = new int[1000];
    for (int i = 0; i < second.length; i++) {
      second[i] = i;
    }
    long start = 0;
    long sum = 0;
    synchronized (first) {
      for (int i = 0; i < ROUNDS; i++) {
        synchronized (second) {
          for (int k = 0; k < second.length; k++) {
            sum += second[k];
            if (i == 1 && k == 500) {
              Pause.here();
              start = System.nanoTime();
            }
          }
        }
      }
    }
    nanos = System.nanoTime() - start;
    return sum;
  }
}
