package probe;

import java.lang.reflect.*;
import java.util.*;

/** Proxies of proxies, their hashCode and equals in maps, checked and undeclared exceptions through them. */
public class P_proxies_nested {
  static int calls;

  static int p(int x) {
    if (++calls % 29 == 0) {
      Pause.here();
    }
    return x;
  }

  interface Service {
    long work(int a, long b, double c, String... d) throws java.io.IOException;

    void nothing();

    boolean flag(char c, byte b, short s, float f);
  }

  record Handler(Object target, int depth) implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method m, Object[] args) throws Throwable {
      p(depth);
      if (m.getDeclaringClass() == Object.class) {
        return switch (m.getName()) {
          case "hashCode" -> p(depth * 7);
          case "equals" -> p(1) == 1 && proxy == args[0];
          default -> "proxy" + p(depth);
        };
      }
      try {
        return m.invoke(target, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      } finally {
        p(depth);
      }
    }
  }

  static final class Real implements Service {
    @Override
    public long work(int a, long b, double c, String... d) throws java.io.IOException {
      if (p(a) % 10 == 9) {
        throw new java.io.IOException("nine");
      }
      return a + b + (long) c + d.length;
    }

    @Override
    public void nothing() {
      p(1);
    }

    @Override
    public boolean flag(char c, byte b, short s, float f) {
      return p(c + b + s + (int) f) % 2 == 0;
    }
  }

  public static void main(String[] args) {
    Service s = new Real();
    for (int i = 0; i < 4; i++) {
      s = (Service) Proxy.newProxyInstance(P_proxies_nested.class.getClassLoader(), new Class<?>[] {Service.class}, new Handler(s, i));
    }
    long sum = 0;
    Map<Object, Integer> map = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      try {
        sum = sum * 31 + s.work(i, i * 2L, 1.5, "a", "b");
      } catch (java.io.IOException e) {
        sum += e.getMessage().length();
      }
      s.nothing();
      sum += s.flag('a', (byte) i, (short) 3, 2.5f) ? 1 : 2;
      map.merge(s, 1, Integer::sum);
      try {
        Comparable<?> bad = (Comparable<?>) Proxy.newProxyInstance(P_proxies_nested.class.getClassLoader(), new Class<?>[] {Comparable.class}, (x, m, a) -> {
          throw new Exception("checked" + p(2));
        });
        bad.compareTo(null);
      } catch (UndeclaredThrowableException e) {
        sum += e.getCause().getMessage().length();
      }
    }
    System.out.println("FINAL " + sum + " " + map.get(s) + " " + s + calls);
  }
}
