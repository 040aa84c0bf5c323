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

  public static void main(String[] arguments) {
    try {
      deep(3);
    } catch (NumberFormatException e) {
      trace(e);
    }
    try {
      inCatch();
    } catch (IOException e) {
      trace(e);
    }
    System.out.println(swallowing());
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
