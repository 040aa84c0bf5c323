package threads;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A scheduled pool with one task at a fixed rate and a chain of delayed ones; none may fire before
 * its time.
 */
final class SchedulerScene implements Scene {
  private static final long DELAY_MILLIS = 40;

  private final int rounds;
  private final AtomicInteger violations = new AtomicInteger();
  private final AtomicLong sum = new AtomicLong();

  SchedulerScene(int rounds) {
    this.rounds = rounds;
  }

  @Override
  public String name() {
    return "scheduler";
  }

  @Override
  public long play() throws Exception {
    ScheduledExecutorService scheduler =
        new ScheduledThreadPoolExecutor(2, Executors.defaultThreadFactory());
    CountDownLatch ticks = new CountDownLatch(rounds);
    CountDownLatch chain = new CountDownLatch(rounds);
    ScheduledFuture<?> ticker =
        scheduler.scheduleAtFixedRate(ticks::countDown, 10, 70, TimeUnit.MILLISECONDS);
    scheduleNext(scheduler, chain);
    ticks.await();
    ticker.cancel(false);
    chain.await();
    scheduler.shutdown();
    if (!scheduler.awaitTermination(1, TimeUnit.MINUTES)) {
      violations.incrementAndGet();
    }
    return sum.get();
  }

  private void scheduleNext(ScheduledExecutorService scheduler, CountDownLatch chain) {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DELAY_MILLIS);
    ScheduledFuture<?> unused =
        scheduler.schedule(
            () -> {
              if (System.nanoTime() - due < 0) {
                violations.incrementAndGet();
              }
              sum.addAndGet(chain.getCount() * 3);
              if (chain.getCount() > 1) {
                scheduleNext(scheduler, chain);
              }
              chain.countDown();
            },
            DELAY_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public int violations() {
    return violations.get();
  }
}
