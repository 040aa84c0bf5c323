package probe;

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

/** Parallel pipelines in the common pool and in one of the program's, with joins in flight. */
public class P_streams_parallel {
  static final AtomicInteger CALLS = new AtomicInteger();

  static int p(int x) {
    if (CALLS.incrementAndGet() % 499 == 0) {
      Pause.here();
    }
    int y = x;
    for (int i = 0; i < 50; i++) {
      y = y * 31 + i;
    }
    return y == 42 ? 0 : x;
  }

  static long round(int n) {
    long sum = IntStream.range(0, 500).parallel().map(x -> p(x + n)).filter(x -> p(x) % 3 != 0).asLongStream().sum();
    sum = sum * 31 + IntStream.range(0, 300).parallel().boxed().collect(Collectors.groupingByConcurrent(x -> p(x) % 7, ConcurrentSkipListMap::new, Collectors.counting())).hashCode();
    sum = sum * 31 + Stream.iterate(1, x -> x + 1).limit(200).parallel().sorted(Comparator.comparing(x -> -p(x))).map(x -> p(x) + ",").collect(Collectors.joining()).hashCode();
    sum += IntStream.range(0, 400).parallel().boxed().flatMap(x -> Stream.of(p(x), x * 2)).reduce(0, (a, b) -> a + p(b), Integer::sum);
    sum += new TreeSet<>(Arrays.asList(5, 1, 9, 7)).parallelStream().mapToInt(x -> p(x)).max().getAsInt();
    int[] big = IntStream.range(0, 20_000).map(x -> x * 7919 % 20_011 + n).toArray();
    Arrays.parallelSort(big);
    Arrays.parallelPrefix(big, (a, b) -> a ^ b);
    sum = sum * 31 + Arrays.hashCode(big);
    Integer[] boxed = IntStream.range(0, 9_000).map(x -> x * 7919 % 9_001).boxed().toArray(Integer[]::new);
    Arrays.parallelSort(boxed, (a, b) -> p(b) - a);
    return sum * 31 + Arrays.hashCode(boxed);
  }

  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (int i = 0; i < 12; i++) {
      sum = sum * 31 + round(i);
    }
    ForkJoinPool own = new ForkJoinPool(3);
    for (int i = 0; i < 6; i++) {
      int n = i;
      sum = sum * 31 + own.submit(() -> round(n)).get();
    }
    own.shutdown();
    System.out.println("FINAL " + sum + own.awaitTermination(1, TimeUnit.MINUTES));
  }
}
