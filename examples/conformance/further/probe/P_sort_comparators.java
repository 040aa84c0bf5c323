package probe;

import java.util.*;
import java.util.concurrent.*;

/** Comparators inside TreeMap.put, sorts of every kind, binary searches, priority queues; one violates its contract. */
public class P_sort_comparators {
  static int calls;

  static int p(int x) {
    if (++calls % 997 == 0) {
      Pause.here();
    }
    return x;
  }

  public static void main(String[] args) {
    long sum = 0;
    Comparator<Integer> order = (a, b) -> Integer.compare(p(a) % 50, p(b) % 50);
    Comparator<Integer> full = order.thenComparing(Comparator.reverseOrder()).thenComparing(x -> p(x));
    for (int round = 0; round < 25; round++) {
      Integer[] a = new Integer[400];
      for (int i = 0; i < a.length; i++) {
        a[i] = (i * 7919 + round * 31) % 1009;
      }
      Integer[] b = a.clone();
      Arrays.sort(a, full);
      Collections.sort(Arrays.asList(b), Collections.reverseOrder(full));
      TreeMap<Integer, Integer> tree = new TreeMap<>(full);
      PriorityQueue<Integer> queue = new PriorityQueue<>(full);
      ConcurrentSkipListMap<Integer, Integer> skip = new ConcurrentSkipListMap<>(full);
      for (Integer each : b) {
        tree.merge(each, 1, (x, y) -> x + p(y));
        queue.add(each);
        skip.put(each, p(each));
      }
      sum = sum * 31 + Arrays.hashCode(a) + Arrays.hashCode(b) + tree.hashCode() + skip.firstKey();
      while (queue.size() > 300) {
        sum = sum * 31 + queue.poll();
      }
      sum += Arrays.binarySearch(a, 500, full) + tree.headMap(77).size() + Collections.binarySearch(Arrays.asList(a), 3, full);
      List<String> words = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        words.add("w" + i * 17 % 60);
      }
      words.sort(Comparator.comparing(String::length).thenComparing(s -> p(s.hashCode())));
      sum = sum * 31 + words.hashCode() + Collections.min(words, (x, y) -> p(x.compareTo(y))).hashCode();
      try {
        Integer[] bad = a.clone();
        Arrays.sort(bad, (x, y) -> p(x) % 2 == 0 ? 1 : p(y) % 3 - 1);
        sum += 1;
      } catch (IllegalArgumentException e) {
        sum += e.getMessage().length();
      }
    }
    System.out.println("FINAL " + sum);
  }
}
