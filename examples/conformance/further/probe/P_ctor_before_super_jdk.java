package probe;

import java.io.*;
import java.util.*;

/** Program code runs in the arguments of super(...) of JDK classes, and in JDK constructors before their super(). */
public class P_ctor_before_super_jdk {
  static int calls;

  static int p(int x) {
    if (++calls % 7 == 0) {
      Pause.here();
    }
    return x;
  }

  static final class L extends ArrayList<String> {
    final int capacity;

    L(int n) {
      super(p(n) + p(1));
      capacity = p(n);
      add("l" + capacity);
    }
  }

  static final class T extends Thread {
    int seen;

    T(int n) {
      super(group(n), null, "t" + p(n));
      seen = p(n);
    }

    static ThreadGroup group(int n) {
      p(n);
      return Thread.currentThread().getThreadGroup();
    }

    @Override
    public void run() {
      seen += p(3);
    }
  }

  static final class E extends IOException {
    E(int n) {
      super("e" + p(n), n % 2 == 0 ? null : new E(p(n) / 2 * 2));
    }
  }

  static final class R extends BufferedReader {
    R(String text) {
      super(new StringReader(text + p(text.length())), 16 + p(3));
    }
  }

  static final class M extends LinkedHashMap<Integer, Integer> {
    M(int n) {
      super(16 + p(n) % 3, 0.75f, p(n) % 2 == 0);
      for (int i = 0; i < 20; i++) {
        put(i, p(i));
      }
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Integer> e) {
      return p(size()) > 9;
    }
  }

  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (int i = 0; i < 400; i++) {
      sum = sum * 31 + new L(i).get(0).hashCode();
      T t = new T(i);
      t.start();
      t.join();
      sum += t.seen + t.getName().length();
      E e = new E(i);
      sum += e.getMessage().hashCode() + (e.getCause() == null ? 0 : e.getCause().getMessage().length());
      sum += new R("line" + i).readLine().hashCode();
      sum += new M(i).toString().hashCode();
      sum += new PrintWriter(new StringWriter(p(8)), p(1) == 1).checkError() ? 1 : 0;
    }
    System.out.println("FINAL " + sum);
  }
}
