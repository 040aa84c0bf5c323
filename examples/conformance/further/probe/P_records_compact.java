package probe;

import java.util.*;

/** Compact and canonical constructors of records, their accessors, equals and hashCode with callbacks. */
public class P_records_compact {
  static int calls;

  static int p(int x) {
    if (++calls % 41 == 0) {
      Pause.here();
    }
    return x;
  }

  record Part(int n, String name) implements Comparable<Part> {
    static int made;

    Part {
      if (p(n) < 0) {
        throw new IllegalArgumentException("negative " + p(n));
      }
      name = name + p(n);
      made++;
    }

    Part(long wide) {
      this((int) wide + p(1), "w" + p(2));
    }

    @Override
    public int compareTo(Part o) {
      return p(n) - o.n();
    }
  }

  record Box<T extends Comparable<T>>(T first, List<T> rest, double... weights) {
    Box {
      Objects.requireNonNull(first);
      rest = new ArrayList<>(rest);
      Collections.sort(rest);
      weights = weights.clone();
      for (int i = 0; i < weights.length; i++) {
        weights[i] += p(i);
      }
    }

    T max() {
      return rest.isEmpty() ? first : Collections.max(rest);
    }
  }

  record Key(Object a, Object b) {}

  static final class Slow {
    @Override
    public int hashCode() {
      return p(17);
    }

    @Override
    public boolean equals(Object o) {
      return p(1) == 1 && o instanceof Slow;
    }

    @Override
    public String toString() {
      return "slow" + p(3);
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 800; i++) {
      try {
        Part part = i % 5 == 0 ? new Part((long) i) : new Part(i % 7 - 2, "p");
        Box<Part> box = new Box<>(part, List.of(new Part(3, "z"), part, new Part(1, "q")), i, 2.5);
        sum = sum * 31 + box.max().name().hashCode() + (long) box.weights()[0] + box.rest().toString().hashCode();
        Key key = new Key(part, new Slow());
        sum += key.hashCode() + (key.equals(new Key(part, new Slow())) ? 3 : 5) + key.toString().length();
      } catch (IllegalArgumentException e) {
        sum += e.getMessage().length();
      }
    }
    System.out.println("FINAL " + sum + " " + Part.made);
  }
}
