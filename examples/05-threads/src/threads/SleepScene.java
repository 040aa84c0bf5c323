package threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two threads sleep, one by {@code Thread.sleep}, one by {@code TimeUnit}, and check that no sleep
 * ended early.
 */
final class SleepScene implements Scene {
  private static final long SLEEP_MILLIS = 50;

  private final int rounds;
  private final AtomicLong sleeps = new AtomicLong();
  private final AtomicInteger early = new AtomicInteger();

  SleepScene(int rounds) {
    this.rounds = rounds;
  }

  @Override
  public String name() {
    return "sleep";
  }

  @Override
  public long play() throws InterruptedException {
    Thread other = new Thread(this::sleepByTimeUnit, "sleep-2");
    other.start();
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      Thread.sleep(2 * SLEEP_MILLIS);
      check(start, 2 * SLEEP_MILLIS);
    }
    other.join();
    return sleeps.get();
  }

  private void sleepByTimeUnit() {
    try {
      for (int i = 0; i < 2 * rounds; i++) {
        long start = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(SLEEP_MILLIS);
        check(start, SLEEP_MILLIS);
      }
    } catch (InterruptedException e) {
      early.incrementAndGet();
    }
  }

  private void check(long startNanos, long millis) {
    sleeps.incrementAndGet();
    if (System.nanoTime() - startNanos < TimeUnit.MILLISECONDS.toNanos(millis)) {
      early.incrementAndGet();
    }
  }

  @Override
  public int violations() {
    return early.get();
  }
}
