package org.sigckpt.targets;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pauses below lambdas, method references and streams, and uses older ones afterwards. */
public final class LambdasTarget {
  private static final Function<Integer, Integer> DOUBLE = x -> x * 2;
  private final int base;

  private LambdasTarget(int base) {
    this.base = base;
  }

  private int plus(int x) {
    return base + x;
  }

  private static int pauseAt(int wanted, int x) {
    if (x == wanted) {
      Pauses.here();
    }
    return x;
  }

  public static void main(String[] arguments) {
    int captured = arguments.length + 40;
    long wide = 1L << 40;
    Supplier<String> closure = () -> captured + ":" + wide;
    Function<Integer, Integer> bound = new LambdasTarget(100)::plus;
    Function<Integer, LambdasTarget> constructor = LambdasTarget::new;
    BiFunction<LambdasTarget, Integer, Integer> unbound = LambdasTarget::plus;
    IntBinaryOperator sum = Integer::sum;
    Comparator<String> order = Comparator.comparing(String::length).thenComparing(String::valueOf);

    List<Integer> mapped =
        Stream.of(1, 2, 3, 4, 5)
            .filter(x -> x != 2)
            .map(x -> pauseAt(3, x) + captured)
            .map(DOUBLE.andThen(bound))
            .collect(Collectors.toList());
    System.out.println(mapped + " " + closure.get());

    Map<Integer, List<String>> grouped =
        Stream.of("pear", "fig", "apple", "kiwi", "plum")
            .sorted(order.reversed())
            .peek(s -> pauseAt(5, s.length()))
            .collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.toList()));
    System.out.println(grouped);
    System.out.println(
        IntStream.rangeClosed(1, 10).boxed().reduce(0, (a, b) -> sum.applyAsInt(a, b))
            + " "
            + unbound.apply(constructor.apply(7), 3)
            + " "
            + closure.get());
    System.out.println(IntStream.range(0, 1000).parallel().mapToLong(i -> (long) i * i).sum());
  }
}
