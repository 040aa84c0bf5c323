package org.sigckpt.targets;

import java.io.IOException;

/** Pauses inside try, catch, finally and close; prints whole stack traces, lines included. */
public final class ExceptionsTarget {
  private ExceptionsTarget() {}

  private static final class Noisy implements AutoCloseable {
    private final String name;

    Noisy(String name) {
      this.name = name;
    }

    @Override
    public void close() throws IOException {
      System.out.println("close " + name);
      throw new IOException("from close of " + name);
    }
  }

  private static int deep(int depth) {
    if (depth == 0) {
      Pauses.here();
      return Integer.parseInt("not a number");
    }
    try {
      return deep(depth - 1) + 1;
    } finally {
      System.out.println("finally " + depth);
    }
  }

  @SuppressWarnings("finally")
  private static int swallowing() {
    try {
      throw new IllegalStateException("lost");
    } finally {
      return 5;
    }
  }

  private static void inCatch() throws IOException {
    try (Noisy outer = new Noisy("outer");
        Noisy inner = new Noisy("inner")) {
      System.out.println(outer.name + inner.name);
      throw new IllegalArgumentException("body");
    } catch (IllegalArgumentException e) {
      StackTraceElement[] before = e.getStackTrace();
      Pauses.here();
      System.out.println(before.length == e.getStackTrace().length);
      throw new IOException("wrapped", e);
    }
  }

  private static void trace(Throwable e) {
    e.printStackTrace(System.out);
  }

  /** The VM tells what was null when somebody asks for the message. */
  private static NullPointerException unasked(String[] names) {
    try {
      System.out.println(names[1].length());
      return null;
    } catch (NullPointerException e) {
      return e;
    }
  }

  /** What was null is told by the code, which is another one in a resumed method. */
  private static void nullVariables(String given, int[][] table) {
    String own = given;
    int at = 1;
    try {
      inCatch();
    } catch (IOException e) {
      trace(e);
    }
    for (int i = 0; i < 3; i++) {
      try {
        System.out.println(
            switch (i) {
              case 0 -> given.length();
              case 1 -> own.charAt(at);
              default -> table[at][i];
            });
      } catch (NullPointerException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  public static void main(String[] arguments) {
    NullPointerException kept = unasked(new String[2]);
    NullPointerException traced = unasked(new String[2]);
    System.out.println(traced.getStackTrace().length);
    try {
      deep(3);
    } catch (NumberFormatException e) {
      trace(e);
    }
    nullVariables(null, new int[2][]);
    System.out.println(swallowing());
    System.out.println(kept.getMessage() + " " + traced);
    Runnable lambda =
        () -> {
          throw new UnsupportedOperationException("from a lambda");
        };
    try {
      lambda.run();
    } catch (UnsupportedOperationException e) {
      System.out.println(e.getStackTrace()[0].getLineNumber() > 0);
    }
    try {
      Object text = "text";
      System.out.println((Integer) text);
    } catch (ClassCastException e) {
      trace(e);
    }
  }
}
