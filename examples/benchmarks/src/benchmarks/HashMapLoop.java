package benchmarks;

import java.util.HashMap;
import java.util.Map;

/** Counts in a HashMap with boxed keys and values: allocation and JDK code called from a loop. */
public final class HashMapLoop {
  private HashMapLoop() {}

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 500; i++) {
      sum += count(500_000, 5_000 + i);
    }
    System.out.println("hash-map " + sum);
  }

  /** Counts pseudo-random keys and returns a sum over the counts. */
  public static long count(int turns, int keys) {
    Map<Integer, Integer> counts = new HashMap<>();
    int state = 1;
    for (int i = 0; i < turns; i++) {
      state = state * 1103515245 + 12345;
      counts.merge((state >>> 8) % keys, 1, Integer::sum);
    }
    long sum = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      sum += (long) entry.getKey() * entry.getValue();
    }
    return sum;
  }
}
