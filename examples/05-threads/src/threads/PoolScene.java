package threads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool of three workers, parked in its queue between bursts of work; a latch ends each burst. */
final class PoolScene implements Scene {
  private static final int TASKS = 12;

  private final int rounds;
  private final AtomicInteger violations = new AtomicInteger();

  PoolScene(int rounds) {
    this.rounds = rounds;
  }

  @Override
  public String name() {
    return "pool";
  }

  @Override
  public long play() throws Exception {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(3, 3, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    long sum = 0;
    for (int round = 0; round < rounds; round++) {
      CountDownLatch latch = new CountDownLatch(TASKS);
      List<Future<Long>> futures = new ArrayList<>();
      for (int task = 0; task < TASKS; task++) {
        long seed = round * 1_000L + task;
        futures.add(pool.submit(() -> work(seed, latch)));
      }
      latch.await();
      for (Future<Long> future : futures) {
        sum = sum * 17 + future.get();
      }
      TimeUnit.MILLISECONDS.sleep(60);
    }
    pool.shutdown();
    if (!pool.awaitTermination(1, TimeUnit.MINUTES)
        || pool.getCompletedTaskCount() != (long) rounds * TASKS) {
      violations.incrementAndGet();
    }
    return sum;
  }

  private static long work(long seed, CountDownLatch latch) {
    long value = seed;
    for (int i = 0; i < 20_000; i++) {
      value = value * 6364136223846793005L + 1442695040888963407L;
    }
    latch.countDown();
    return value;
  }

  @Override
  public int violations() {
    return violations.get();
  }
}
