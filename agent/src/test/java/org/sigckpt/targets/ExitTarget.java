package org.sigckpt.targets;

/** Ends by {@code System.exit} in the middle, with hooks. */
public final class ExitTarget {
  private ExitTarget() {}

  private static final class Hook extends Thread {
    private final StringBuilder seen;

    Hook(StringBuilder seen) {
      super("hook");
      this.seen = seen;
    }

    @Override
    public void run() {
      System.out.println("hook saw " + seen);
      System.out.flush();
    }
  }

  public static void main(String[] arguments) {
    StringBuilder seen = new StringBuilder("a");
    Runtime.getRuntime().addShutdownHook(new Hook(seen));
    Thread other =
        new Thread(
            () -> {
              for (; ; ) {
                Thread.onSpinWait();
              }
            });
    other.start();
    Pauses.here();
    seen.append('b');
    Pauses.here();
    seen.append('c');
    System.err.println("leaving");
    System.exit(42);
  }
}
