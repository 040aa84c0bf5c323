package org.sigckpt.targets;

/** Two threads die of exceptions nobody catches; a third one has a handler. */
public final class UncaughtTarget {
  private UncaughtTarget() {}

  private static void fail(int depth) {
    if (depth > 0) {
      fail(depth - 1);
    }
    Pauses.here();
    throw new IllegalStateException("uncaught in " + Thread.currentThread().getName());
  }

  public static void main(String[] arguments) throws InterruptedException {
    Thread handled = new Thread(() -> fail(1), "handled");
    handled.setUncaughtExceptionHandler(
        (thread, e) -> System.out.println(thread.getName() + " died of " + e));
    handled.start();
    handled.join();
    fail(3);
  }
}
