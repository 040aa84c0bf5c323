package threads;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three threads relax a row of cells in step, held together by a cyclic barrier whose action counts
 * the steps.
 */
final class BarrierScene implements Scene {
  private static final int PARTIES = 3;
  private static final int CELLS = 30_000;

  private final int steps;
  private final AtomicInteger violations = new AtomicInteger();
  private long[] now = new long[CELLS];
  private long[] then = new long[CELLS];
  private int stepsDone;

  BarrierScene(int rounds) {
    this.steps = rounds * 10;
  }

  @Override
  public String name() {
    return "barrier";
  }

  @Override
  public long play() throws InterruptedException {
    for (int i = 0; i < CELLS; i++) {
      now[i] = (i * 7919L) % 1_000;
    }
    CyclicBarrier barrier = new CyclicBarrier(PARTIES, this::swap);
    Thread[] threads = new Thread[PARTIES];
    for (int i = 0; i < PARTIES; i++) {
      int party = i;
      threads[i] = new Thread(() -> relax(party, barrier), "barrier-" + (i + 1));
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long sum = stepsDone;
    for (long cell : now) {
      sum = sum * 31 + cell;
    }
    return sum;
  }

  private void swap() {
    long[] swapped = now;
    now = then;
    then = swapped;
    stepsDone++;
  }

  private void relax(int party, CyclicBarrier barrier) {
    int from = party * CELLS / PARTIES;
    int to = (party + 1) * CELLS / PARTIES;
    try {
      for (int step = 0; step < steps; step++) {
        if (stepsDone != step) {
          violations.incrementAndGet();
        }
        for (int i = from; i < to; i++) {
          then[i] = (now[i] * 3 + now[(i + 1) % CELLS] + now[(i + CELLS - 1) % CELLS]) % 1_000_003;
        }
        barrier.await();
      }
    } catch (InterruptedException | BrokenBarrierException e) {
      violations.incrementAndGet();
    }
  }

  @Override
  public int violations() {
    return violations.get();
  }
}
