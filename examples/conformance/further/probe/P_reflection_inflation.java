package probe;

import java.lang.reflect.*;
import java.util.*;

/** Reflective calls, at first by the native accessor, later by generated ones; exceptions out of them. */
public class P_reflection_inflation {
  static int calls;

  static int p(int x) {
    if (++calls % 23 == 0) {
      Pause.here();
    }
    return x;
  }

  public static class Target {
    final int n;
    public long wide = 1;

    public Target(int n) {
      this.n = p(n);
    }

    private Target(String s, double... more) {
      this.n = s.length() + more.length + p(1);
    }

    public static long mix(byte a, long b, String c, double d, boolean e) {
      return a + b + c.length() + (long) d + (e ? p(1) : 0);
    }

    public int depth(int k, Method self) throws Exception {
      return k == 0 ? p(n) : (int) self.invoke(this, k - 1, self) + p(1);
    }

    private void fail(String why) throws java.io.IOException {
      throw new java.io.IOException(why + p(n));
    }
  }

  interface Greeter {
    default String greet(String s) {
      return s + p(2);
    }
  }

  public static void main(String[] args) throws Exception {
    Constructor<Target> made = Target.class.getConstructor(int.class);
    Constructor<Target> hidden = Target.class.getDeclaredConstructor(String.class, double[].class);
    hidden.setAccessible(true);
    Method mix = Target.class.getMethod("mix", byte.class, long.class, String.class, double.class, boolean.class);
    Method depth = Target.class.getMethod("depth", int.class, Method.class);
    Method fail = Target.class.getDeclaredMethod("fail", String.class);
    fail.setAccessible(true);
    Field wide = Target.class.getField("wide");
    Method run = Runnable.class.getMethod("run");
    long sum = 0;
    for (int i = 0; i < 120; i++) {
      Target t = i % 2 == 0 ? made.newInstance(i) : hidden.newInstance("abc", new double[i % 4]);
      sum = sum * 31 + (long) mix.invoke(null, (byte) i, (long) i, "x", 2.5, i % 2 == 0) + (int) depth.invoke(t, i % 5, depth);
      try {
        fail.invoke(t, "why");
      } catch (InvocationTargetException e) {
        sum += e.getCause().getMessage().hashCode();
      }
      try {
        mix.invoke(null, i);
      } catch (IllegalArgumentException e) {
        sum += 3;
      }
      wide.setLong(t, wide.getLong(t) + p(i));
      int[] seen = {0};
      run.invoke((Runnable) () -> seen[0] = p(7));
      sum += t.wide + seen[0];
      Greeter g = (Greeter) Proxy.newProxyInstance(P_reflection_inflation.class.getClassLoader(), new Class<?>[] {Greeter.class, Comparable.class}, (proxy, m, a) -> m.getName().equals("greet") ? a[0] + "proxied" + p(1) : p(5));
      sum += g.greet("g" + i).hashCode() + ((Comparable<?>) g).compareTo(null);
      Object array = Array.newInstance(int.class, p(3));
      Array.setInt(array, 1, p(i));
      sum += Array.getInt(array, 1) + Arrays.hashCode((int[]) array);
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
