package probe;

import java.util.*;

/** Sealed interfaces, records in them, pattern variables, default, private and static interface methods. */
public class P_sealed_shapes {
  static int calls;

  static int p(int x) {
    if (++calls % 43 == 0) {
      Pause.here();
    }
    return x;
  }

  sealed interface Shape permits Dot, Line, Group {
    default double weight() {
      return half(p(4)) + own();
    }

    private double half(int n) {
      return p(n) / 2.0 + helper(this);
    }

    private static double helper(Shape s) {
      return s instanceof Line l && p(l.length()) > 3 ? l.length() : p(1);
    }

    double own();

    static Shape of(int n) {
      return n % 3 == 0 ? new Dot() : n % 3 == 1 ? new Line(p(n)) : new Group(List.of(of(n - 1), of(n / 2)), n);
    }
  }

  record Dot() implements Shape {
    @Override
    public double own() {
      return p(1);
    }
  }

  record Line(int length) implements Shape {
    @Override
    public double own() {
      return p(length) * 2;
    }

    @Override
    public double weight() {
      return Shape.super.weight() + p(length);
    }
  }

  static non-sealed class Group implements Shape, Comparable<Group> {
    final List<Shape> parts;
    final int n;

    Group(List<Shape> parts, int n) {
      this.parts = parts;
      this.n = n;
    }

    @Override
    public double own() {
      double sum = 0;
      for (Shape each : parts) {
        sum += each.weight();
      }
      return sum;
    }

    @Override
    public int compareTo(Group o) {
      return Integer.compare(p(n), p(o.n));
    }
  }

  static String name(Object o) {
    if (!(o instanceof Shape s)) {
      return "none";
    }
    if (s instanceof Group g && g.parts.get(p(0)) instanceof Line l && p(l.length()) > 0) {
      return "line first " + l.length() + g.n;
    }
    return s.getClass().getSimpleName() + p(2);
  }

  public static void main(String[] args) {
    double sum = 0;
    long names = 0;
    for (int i = 0; i < 1500; i++) {
      Shape s = Shape.of(i % 40);
      sum += s.weight();
      names = names * 31 + name(i % 7 == 0 ? "x" : s).hashCode();
    }
    System.out.println("FINAL " + sum + " " + names + " " + calls);
  }
}
