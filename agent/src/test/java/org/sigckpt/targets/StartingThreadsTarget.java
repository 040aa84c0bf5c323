package org.sigckpt.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.sigckpt.Checkpoint;

/**
 * Asks for checkpoints again and again while threads and pools are started and end, and tells how
 * many workers a pool of two got, whose workers stood in each checkpoint.
 */
public final class StartingThreadsTarget {
  private static final int CHECKPOINTS = 8;
  private static final AtomicInteger WORKERS = new AtomicInteger();
  private static volatile boolean over;

  private StartingThreadsTarget() {}

  private static Thread repeat(Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              while (!over) {
                step.run();
              }
            });
    thread.start();
    return thread;
  }

  private static void startOne() {
    Thread thread = new Thread(() -> new Thread(() -> {}).start());
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void usePool() {
    ForkJoinPool pool = new ForkJoinPool(2);
    pool.submit(() -> LongStream.range(0, 1_000).parallel().sum()).join();
    pool.shutdown();
  }

  private static ForkJoinWorkerThread newWorker(ForkJoinPool pool) {
    WORKERS.incrementAndGet();
    return ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
  }

  private static void spin() {
    long spins = 0;
    while (!over) {
      spins++;
    }
    if (spins == -1) {
      System.out.println("never");
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    ForkJoinPool busy = new ForkJoinPool(2, StartingThreadsTarget::newWorker, null, false);
    busy.execute(StartingThreadsTarget::spin);
    busy.execute(StartingThreadsTarget::spin);
    List<Thread> starters =
        List.of(
            repeat(StartingThreadsTarget::startOne),
            repeat(StartingThreadsTarget::usePool),
            repeat(() -> CompletableFuture.runAsync(() -> {}).join()));
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < CHECKPOINTS; i++) {
      outcomes.merge(Checkpoint.now().name(), 1, Integer::sum);
    }
    over = true;
    for (Thread thread : new ArrayList<>(starters)) {
      thread.join();
    }
    System.out.println(outcomes + ", " + WORKERS + " workers");
  }
}
