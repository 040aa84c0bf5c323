package threads;

/**
 * Two threads count primes by trial division with no call in the inner loop, so only a poll can
 * stop them.
 */
final class ComputeScene implements Scene {
  private final int limit;
  private final long[] counts = new long[2];

  ComputeScene(int rounds) {
    this.limit = 40_000 + rounds * 60_000;
  }

  @Override
  public String name() {
    return "compute";
  }

  @Override
  public long play() throws InterruptedException {
    Thread odd = new Thread(() -> counts[1] = primes(3, limit, 4), "compute-2");
    odd.start();
    counts[0] = primes(5, limit, 4);
    odd.join();
    return counts[0] * 1_000_000 + counts[1];
  }

  private static long primes(int from, int limit, int step) {
    long count = 0;
    for (int candidate = from; candidate < limit; candidate += step) {
      boolean prime = true;
      for (int divisor = 3; divisor * divisor <= candidate; divisor += 2) {
        if (candidate % divisor == 0) {
          prime = false;
          break;
        }
      }
      if (prime) {
        count++;
      }
    }
    return count;
  }

  @Override
  public int violations() {
    return 0;
  }
}
