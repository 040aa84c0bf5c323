package org.sigckpt.stack.targets;

import org.sigckpt.stack.Pause;

/** Nested loops with breaks, continues and a switch. */
public final class LoopsTarget {
  private LoopsTarget() {}

  public static Object run() {
    StringBuilder out = new StringBuilder();
    outer:
    for (int i = 0; i < 4; i++) {
      long square = (long) i * i;
      int k = 0;
      while (true) {
        if (k == 3) {
          continue outer;
        }
        switch (k + Pause.with(i)) {
          case 0:
            out.append("zero");
            break;
          case 1:
            out.append('1').append(Pause.with(square));
          // fall through
          case 2:
            out.append("two");
            break;
          case 5:
            break outer;
          default:
            do {
              out.append(Pause.with("d"));
              square--;
            } while (square > 6);
        }
        k++;
      }
    }
    Pause.here();
    for (String each : new String[] {"a", "b"}) {
      Pause.here();
      out.append(each).append(fib(Pause.with(3)));
    }
    return out.toString();
  }

  private static int fib(int n) {
    if (n < 2) {
      Pause.here();
      return n;
    }
    return fib(n - 1) + fib(n - 2);
  }
}
