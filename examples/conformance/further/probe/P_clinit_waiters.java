package probe;

import java.util.concurrent.atomic.AtomicInteger;

/** One thread initialises a class, others wait for it in every way of triggering it; pauses follow. */
public class P_clinit_waiters {
  static volatile boolean started;
  static final AtomicInteger SUM = new AtomicInteger();

  static class Slow {
    static final int VALUE;
    static int other = 5;

    static {
      started = true;
      int x = 0;
      for (int i = 0; i < 40; i++) {
        for (int j = 0; j < 20_000; j++) {
          x = x * 31 + j;
        }
      }
      VALUE = x;
    }

    final int n = VALUE + other;

    static int call(int a, long b) {
      return VALUE + a + (int) b;
    }
  }

  static class Fast extends Slow {
    static int mine = other + 1;
  }

  public static void main(String[] args) throws Exception {
    Thread[] threads = {
      new Thread(() -> SUM.addAndGet(Slow.VALUE)),
      new Thread(() -> SUM.addAndGet(waitFor() + Slow.other)),
      new Thread(() -> SUM.addAndGet(waitFor() + new Slow().n)),
      new Thread(() -> SUM.addAndGet(waitFor() + Slow.call(3, 4L))),
      new Thread(() -> SUM.addAndGet(waitFor() + Fast.mine)),
      new Thread(() -> SUM.addAndGet(waitFor() + byName())),
    };
    for (Thread each : threads) {
      each.start();
    }
    for (Thread each : threads) {
      each.join();
      Pause.here();
    }
    System.out.println("FINAL " + SUM + " " + Slow.VALUE);
  }

  static int waitFor() {
    while (!started) {
      Thread.onSpinWait();
    }
    return 0;
  }

  static int byName() {
    try {
      return Class.forName("probe.P_clinit_waiters$Slow").getDeclaredFields().length;
    } catch (ClassNotFoundException e) {
      return -1;
    }
  }
}
