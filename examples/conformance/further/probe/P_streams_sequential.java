package probe;

import java.util.*;
import java.util.function.*;
import java.util.stream.*;

/** Sequential pipelines stopped in every operation: flatMap, sorted, distinct, limit, teeing, iterator, peek. */
public class P_streams_sequential {
  static int calls;

  static int p(int x) {
    if (++calls % 103 == 0) {
      Pause.here();
    }
    return x;
  }

  static long round(int n) {
    long sum = 0;
    sum += IntStream.range(0, 30).boxed().flatMap(x -> IntStream.rangeClosed(0, p(x) % 5).mapToObj(y -> p(x * y + n))).sorted((a, b) -> p(b) - a).distinct().skip(2).limit(40).mapToInt(Integer::intValue).sum();
    sum = sum * 31 + Stream.iterate(n, x -> x < n + 40, x -> x + p(3)).collect(Collectors.groupingBy(x -> p(x) % 4, TreeMap::new, Collectors.mapping(x -> "m" + p(x), Collectors.joining("/")))).hashCode();
    sum = sum * 31 + Stream.of("one", "two", "three", "four").collect(Collectors.partitioningBy(s -> p(s.length()) > 3, Collectors.collectingAndThen(Collectors.toList(), l -> l.size() + p(1)))).hashCode();
    sum += Stream.of(5, 3, 8, n % 10).collect(Collectors.teeing(Collectors.summingInt(x -> p(x)), Collectors.maxBy(Comparator.comparingInt(x -> p(x))), (s, m) -> s + m.get() * p(2)));
    sum += LongStream.generate(new LongSupplier() {
      long at = n;

      @Override
      public long getAsLong() {
        return at += p(7);
      }
    }).peek(x -> p(1)).takeWhile(x -> x < n + 200).dropWhile(x -> p((int) x) < n + 50).mapToObj(x -> x % 3).collect(Collectors.toMap(x -> x, x -> 1, (a, b) -> a + p(b), LinkedHashMap::new)).hashCode();
    Iterator<String> it = Stream.of(1, 2, 3, 4).<String>mapMulti((x, sink) -> {
      for (int i = 0; i < p(x); i++) {
        sink.accept(x + "." + p(i));
      }
    }).iterator();
    while (it.hasNext()) {
      sum = sum * 31 + it.next().hashCode() + p(1);
    }
    sum += DoubleStream.of(1, 2.5, n).map(x -> x * p(2)).boxed().reduce(0.0, (a, b) -> a + b / p(3), Double::sum).longValue();
    sum += IntStream.range(0, 50).anyMatch(x -> p(x) == 33) ? 1 : 0;
    sum += Arrays.stream(new int[] {4, 2, 9, n}).mapToObj(x -> new int[] {p(x)}).sorted(Comparator.<int[]>comparingInt(x -> p(x[0])).thenComparing(x -> p(-x[0]))).map(x -> x[0]).reduce((a, b) -> a * 7 + p(b)).get();
    sum += Stream.concat(Stream.of(1, 2).map(x -> p(x)), Stream.of(3).filter(x -> p(x) == 3)).onClose(() -> p(9)).unordered().toList().size();
    return sum;
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 120; i++) {
      sum = sum * 31 + round(i);
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
