package contention;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Many threads that compute, park, or contend for fifty monitors and fifty locks, always taken in
 * ascending order; or that all compute. Every second a line tells how many turns were taken; the
 * last line tells whether two threads were ever inside together, and whether a turn was lost.
 */
public final class Contention {
  private static final int COUNT = 50;
  private static final Object[] MONITORS = new Object[COUNT];
  private static final ReentrantLock[] LOCKS = new ReentrantLock[COUNT];

  /** Guarded by the monitor or lock of the same place; plain on purpose. */
  private static final int[] INSIDE = new int[2 * COUNT];

  private static final long[] TURNS = new long[2 * COUNT];
  private static final AtomicLong TAKEN = new AtomicLong();
  private static final AtomicLong VIOLATIONS = new AtomicLong();
  private static volatile boolean stopped;

  private Contention() {}

  private static void enter(int place) {
    if (++INSIDE[place] != 1) {
      VIOLATIONS.incrementAndGet();
    }
    TURNS[place]++;
    TAKEN.incrementAndGet();
  }

  private static void leave(int place) {
    if (--INSIDE[place] != 0) {
      VIOLATIONS.incrementAndGet();
    }
  }

  private static void contend(Random random) {
    int low = random.nextInt(COUNT - 1);
    int high = low + 1 + random.nextInt(COUNT - 1 - low);
    synchronized (MONITORS[low]) {
      enter(low);
      synchronized (MONITORS[high]) {
        enter(high);
        ReentrantLock lock = LOCKS[random.nextInt(COUNT)];
        int place = COUNT + java.util.Arrays.asList(LOCKS).indexOf(lock);
        lock.lock();
        try {
          enter(place);
          leave(place);
        } finally {
          lock.unlock();
        }
        leave(high);
      }
      leave(low);
    }
  }

  private static long compute(long seed) {
    long x = seed;
    for (int i = 0; i < 20_000; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  /**
   * @param kind 0 computes, 1 parks, 2 and 3 contend
   */
  private static void live(int number, int kind) {
    Random random = new Random(number);
    long x = number + 1;
    while (!stopped) {
      switch (kind) {
        case 0 -> x = compute(x);
        case 1 -> LockSupport.parkNanos(5_000_000L * (1 + random.nextInt(20)));
        default -> contend(random);
      }
    }
    if (x == 0) {
      System.out.println("never");
    }
  }

  /** Arguments: threads, seconds, and {@code computing} if all are to compute. */
  public static void main(String[] arguments) throws InterruptedException {
    int count = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    int kinds = arguments.length > 2 && arguments[2].equals("computing") ? 1 : 4;
    for (int i = 0; i < COUNT; i++) {
      MONITORS[i] = new Object();
      LOCKS[i] = new ReentrantLock();
    }
    Thread[] threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      threads[i] = new Thread(() -> live(number, number % kinds), "worker-" + i);
      threads[i].start();
    }
    long before = 0;
    for (int i = 0; i < seconds; i++) {
      Thread.sleep(1000);
      long now = TAKEN.get();
      System.out.println("turns " + (now - before));
      before = now;
    }
    stopped = true;
    int lost = 0;
    for (Thread thread : threads) {
      thread.join(60_000);
      lost += thread.isAlive() ? 1 : 0;
    }
    long sum = 0;
    for (long turns : TURNS) {
      sum += turns;
    }
    System.out.println(
        "violations "
            + VIOLATIONS
            + ", lost turns "
            + (TAKEN.get() - sum)
            + ", threads that did not end "
            + lost);
  }
}
