package probe;

import java.util.*;
import java.util.function.*;

/** Stack traces taken below every kind of frame: names, lines, and how many. */
public class P_trace_lines {
  static StringBuilder log = new StringBuilder();

  static void mark() {
    Pause.here();
    StringBuilder text = new StringBuilder();
    for (StackTraceElement e : new Throwable().getStackTrace()) {
      if (e.getClassName().startsWith("probe.P_") && !e.getMethodName().startsWith("lambda$")) {
        text.append(e.getClassName().substring(8)).append('.').append(e.getMethodName()).append(':').append(e.getLineNumber()).append(' ');
      }
    }
    log.append(text).append('\n');
  }

  static class Made {
    final int n;

    {
      mark();
    }

    Made(int n) {
      super();
      this.n = n;
      mark();
    }
  }

  static class SubMade extends Made {
    SubMade() {
      this(arg());
      mark();
    }

    SubMade(int n) {
      super(n + arg());
    }

    static int arg() {
      mark();
      return 1;
    }
  }

  static class Initialised {
    static int x = 1;

    static {
      mark();
    }
  }

  interface Shape {
    default void go(int n) {
      if (n == 0) {
        mark();
      } else {
        go(n - 1);
      }
    }
  }

  static synchronized int locked(Object o) {
    synchronized (o) {
      mark();
      return 1;
    }
  }

  public static void main(String[] args) throws Exception {
    new Made(1);
    new SubMade();
    log.append(Initialised.x);
    new Shape() {}.go(2);
    locked(log);
    Runnable r = P_trace_lines::mark;
    r.run();
    new TreeMap<>(Map.of(1, 2)).forEach((k, v) -> mark());
    new ArrayList<>(List.of(3, 1, 2)).sort((x, y) -> {
      if (x == 1) {
        mark();
      }
      return x - y;
    });
    Thread t = new Thread("named") {
      @Override
      public void run() {
        mark();
      }
    };
    t.start();
    t.join();
    for (String line : log.toString().split("\n")) {
      System.out.println("FINAL " + line);
    }
  }
}
