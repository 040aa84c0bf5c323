package probe;

import java.util.*;
import java.util.function.*;

/** Bridge methods, covariant returns, generic varargs, wildcard captures, intersection types. */
public class P_bridges_generics {
  static int calls;

  static int p(int x) {
    if (++calls % 47 == 0) {
      Pause.here();
    }
    return x;
  }

  abstract static class Visitor<T, R extends Comparable<R>> {
    abstract R visit(T t, int depth);

    R twice(T t, int depth) {
      R a = visit(t, depth);
      R b = visit(t, depth + p(1));
      return a.compareTo(b) < 0 ? b : a;
    }

    Visitor<T, R> self() {
      p(1);
      return this;
    }
  }

  static class Length extends Visitor<String, Integer> {
    @Override
    Integer visit(String s, int depth) {
      return depth > 4 ? p(s.length()) : visit(s + p(depth), depth + 1) + 1;
    }

    @Override
    Length self() {
      p(2);
      return this;
    }
  }

  static class Wide extends Visitor<Long, Double> implements Function<Long, Double>, ToDoubleFunction<Long> {
    @Override
    Double visit(Long n, int depth) {
      return n * 1.5 + p(depth);
    }

    @Override
    public Double apply(Long n) {
      return twice(n, p(2));
    }

    @Override
    public double applyAsDouble(Long n) {
      return apply(n);
    }
  }

  @SafeVarargs
  static <T extends Comparable<? super T>> T most(Comparator<? super T> order, T... all) {
    T best = null;
    for (T each : all) {
      best = best == null || order.compare(each, best) > p(0) ? each : best;
    }
    return best;
  }

  static <T extends Number & Comparable<T>> double both(T a, T b) {
    return a.compareTo(b) > 0 ? a.doubleValue() + p(1) : b.longValue();
  }

  static <K, V extends List<? super K>> void add(Map<K, V> map, K key, Supplier<V> fresh) {
    map.computeIfAbsent(key, k -> {
      p(3);
      return fresh.get();
    }).add(key);
  }

  public static void main(String[] args) {
    double sum = 0;
    Map<Integer, List<Object>> map = new TreeMap<>();
    for (int i = 0; i < 1500; i++) {
      Visitor<String, Integer> v = new Length();
      Function<Long, Double> w = new Wide();
      sum += v.self().twice("s" + i, p(i % 3)) + w.andThen(x -> x + p(1)).apply((long) i);
      sum += most(Comparator.<Integer>naturalOrder().reversed(), p(3), p(i), 7, p(2)) + most((a, b) -> p(a.length()) - b.length(), "a", "bbb" + p(i), "cc").length();
      sum += both(p(i), 20) + both(2.5, (double) p(1)) + new Wide().applyAsDouble((long) i);
      add(map, i % 5, ArrayList::new);
    }
    System.out.println("FINAL " + sum + " " + map.get(3).size() + " " + calls);
  }
}
