package org.sigckpt.stack.targets;

import org.sigckpt.stack.Pause;

/** Handlers and finally blocks around and after the call in progress. */
public final class ExceptionsTarget {
  private ExceptionsTarget() {}

  public static Object run() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      try {
        out.append(nested(out, i));
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        Pause.here();
        out.append(e.getMessage());
      } finally {
        out.append(Pause.with("F"));
      }
    }
    return out.append(retry(Pause.with(2))).toString();
  }

  private static int nested(StringBuilder out, int i) {
    int[] local = {i};
    try {
      Pause.here();
      thrower(i);
      return Pause.with(10) + local[0];
    } catch (IllegalStateException e) {
      String message = e.getMessage() + Pause.with(e.getMessage());
      out.append(message);
      thrower(i + 1);
      return -1;
    } finally {
      local[0]++;
      Pause.here();
      out.append(local[0]);
    }
  }

  private static void thrower(int i) {
    switch (Pause.with(i)) {
      case 1 -> throw new IllegalStateException("one");
      case 2 -> throw new IllegalArgumentException("two");
      case 3 -> throw new UnsupportedOperationException("three");
      default -> Pause.here();
    }
  }

  private static int retry(int left) {
    int tries = left;
    while (true) {
      try (AutoCloseable resource = () -> {}) {
        tries--;
        thrower(tries);
        return tries + (resource == null ? 1 : 0);
      } catch (Exception e) {
        Pause.here();
      }
    }
  }
}
