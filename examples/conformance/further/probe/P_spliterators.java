package probe;

import java.util.*;
import java.util.function.*;
import java.util.stream.*;

/** Spliterators of the JDK half advanced, and one of the program's below sequential and parallel streams. */
public class P_spliterators {
  static int calls;

  static synchronized int p(int x) {
    if (++calls % 211 == 0) {
      Pause.here();
    }
    return x;
  }

  static final class Range implements Spliterator<Integer> {
    int from;
    final int to;

    Range(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public boolean tryAdvance(Consumer<? super Integer> action) {
      if (from >= to) {
        return false;
      }
      action.accept(p(from++));
      return true;
    }

    @Override
    public Spliterator<Integer> trySplit() {
      int middle = (from + to) >>> 1;
      if (middle - from < 16) {
        return null;
      }
      Range left = new Range(from, middle);
      from = p(middle);
      return left;
    }

    @Override
    public long estimateSize() {
      return p(to) - from;
    }

    @Override
    public int characteristics() {
      return ORDERED | SIZED | SUBSIZED;
    }
  }

  static long drain(Spliterator<Integer> s) {
    long[] sum = {0};
    for (int i = 0; i < 3; i++) {
      s.tryAdvance(x -> sum[0] = sum[0] * 31 + p(x));
    }
    Spliterator<Integer> half = s.trySplit();
    s.forEachRemaining(x -> sum[0] = sum[0] * 31 + p(x));
    if (half != null) {
      half.forEachRemaining(x -> sum[0] += p(x) * 3);
    }
    return sum[0];
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 40; i++) {
      List<Integer> numbers = IntStream.range(0, 60).map(x -> x * 37 % 61).boxed().toList();
      for (Collection<Integer> each : List.<Collection<Integer>>of(new ArrayList<>(numbers), new LinkedList<>(numbers), new TreeSet<>(numbers), new HashSet<>(numbers), new ArrayDeque<>(numbers), new PriorityQueue<>(numbers), new Vector<>(numbers), new java.util.concurrent.CopyOnWriteArrayList<>(numbers), new java.util.concurrent.LinkedBlockingDeque<>(numbers))) {
        sum = sum * 31 + drain(each.spliterator());
      }
      sum += drain(new Range(0, 100));
      sum += StreamSupport.stream(new Range(0, 300), false).filter(x -> p(x) % 2 == 0).mapToInt(x -> x).sum();
      sum += StreamSupport.stream(new Range(0, 300), true).mapToInt(x -> p(x) * 2).sum();
      sum += Spliterators.iterator(new Range(5, 20)).next() + StreamSupport.stream(() -> new Range(0, p(9)), 0, false).count();
    }
    System.out.println("FINAL " + sum);
  }
}
