package probe;

import java.util.*;
import java.util.concurrent.*;

/** computeIfAbsent, merge, replaceAll of all maps; bulk operations of ConcurrentHashMap, sequential and parallel. */
public class P_map_callbacks {
  static int calls;

  static synchronized int p(int x) {
    if (++calls % 401 == 0) {
      Pause.here();
    }
    return x;
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int round = 0; round < 40; round++) {
      for (Map<Integer, Integer> map : List.<Map<Integer, Integer>>of(new HashMap<>(4), new TreeMap<>(), new ConcurrentHashMap<>(), new LinkedHashMap<>(), new ConcurrentSkipListMap<>(), new Hashtable<>(), new WeakHashMap<>(), Collections.synchronizedMap(new HashMap<>()))) {
        for (int i = 0; i < 30; i++) {
          map.computeIfAbsent(i % 11, k -> p(k) * 2);
          map.computeIfPresent(i % 7, (k, v) -> p(v) % 5 == 0 ? null : v + p(1));
          map.compute(i % 5, (k, v) -> v == null ? p(k) : v + p(3));
          map.merge(i % 13, 1, (x, y) -> x + p(y));
        }
        map.replaceAll((k, v) -> v + p(k));
        map.forEach((k, v) -> p(v));
        map.keySet().removeIf(k -> p(k) == 3);
        sum = sum * 31 + map.hashCode() + map.getOrDefault(99, p(4));
      }
      ConcurrentHashMap<String, Integer> chm = new ConcurrentHashMap<>();
      for (int i = 0; i < 200; i++) {
        chm.put("k" + i, i);
      }
      sum += chm.reduce(1, (k, v) -> k.length() + p(v), Integer::sum);
      sum += chm.reduceValuesToLong(1000, v -> p(v), 0, Long::sum);
      sum += chm.search(1, (k, v) -> p(v) == 177 ? k : null).length();
      chm.forEach(1, (k, v) -> v > 150 ? k : null, k -> chm.merge(k, p(1), Integer::sum));
      sum = sum * 31 + chm.values().stream().mapToInt(v -> v).sum() + chm.mappingCount();
    }
    System.out.println("FINAL " + sum);
  }
}
