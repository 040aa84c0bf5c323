package probe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Pauses in the arguments of super(...) and this(...), in a chain of constructors. */
public class P_ctor_super_chain {
  static class A {
    final int v;
    final List<String> seen = new ArrayList<>();

    A(int v, String text) {
      this.v = v;
      seen.add(text + getClass().getSimpleName());
    }
  }

  static class B extends A {
    final int w;

    B(int x) {
      super(x + f(x), "b" + f(1));
      w = v + 1;
    }

    B(long wide, double other) {
      this((int) (wide + f((int) other)));
    }
  }

  class Inner extends B {
    final long captured = f(5);

    Inner(int x) {
      super(x > 0 ? f(x) : -1, 2.5);
    }
  }

  static class Named extends Thread {
    int result;

    Named(int x) {
      super("name-" + f(x));
    }

    @Override
    public void run() {
      result = getName().length();
    }
  }

  static class Failing extends RuntimeException {
    Failing(int x) {
      super(text(x), new IllegalStateException("cause" + f(2)));
    }
  }

  static class Many extends B {
    Many(int... xs) {
      super(sum(xs));
    }

    static int sum(int[] xs) {
      int s = 0;
      for (int x : xs) {
        s += f(x);
      }
      return s;
    }
  }

  static int f(int x) {
    Pause.here();
    return x * 3;
  }

  static String text(int x) {
    Pause.here();
    if (x > 100) {
      throw new IllegalArgumentException("x " + x);
    }
    return "text" + x;
  }

  public static void main(String[] args) throws Exception {
    {
      B b = new B(5);
      System.out.println("FINAL " + b.v + " " + b.w + b.seen);
      B c = new B(7L, 3.5);
      System.out.println("FINAL " + c.v + " " + c.w + c.seen);
    }
    {
      Inner i = new P_ctor_super_chain().new Inner(2);
      System.out.println("FINAL " + i.v + " " + i.w + i.seen + i.captured);
    }
    {
      Named named = new Named(4);
      named.start();
      named.join();
      System.out.println("FINAL " + named.result + named.getName());
    }
    {
      B viaReflection = B.class.getDeclaredConstructor(int.class).newInstance(11);
      System.out.println("FINAL " + viaReflection.v);
      IntFunction<B> reference = B::new;
      System.out.println("FINAL " + reference.apply(6).v);
    }
    {
      try {
        throw new Failing(9);
      } catch (Failing e) {
        System.out.println("FINAL " + e.getMessage() + e.getCause().getMessage());
      }
      try {
        throw new Failing(200);
      } catch (IllegalArgumentException e) {
        System.out.println("FINAL " + e.getMessage());
      }
    }
    Many many = new Many(1, 2, 3);
    System.out.println("FINAL " + many.v + " " + many.w);
  }
}
