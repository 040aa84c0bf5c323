package org.sigckpt.stack.targets;

import org.sigckpt.stack.Pause;

/** An exception that leaves the stack; its trace must not show that it was restarted. */
public final class UncaughtTarget {
  private UncaughtTarget() {}

  public static Object run() {
    Pause.here();
    int x = 3;
    return deeper(x, Pause.with(4));
  }

  private static int deeper(int a, int b) {
    Pause.here();
    Pause.here();
    throw new IllegalStateException("at " + a + b);
  }
}
