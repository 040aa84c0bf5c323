package threads;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Trees of completable futures on the common pool, some of them delayed, some of them failing on
 * purpose.
 */
final class FutureScene implements Scene {
  private final int rounds;
  private int violations;

  FutureScene(int rounds) {
    this.rounds = rounds;
  }

  @Override
  public String name() {
    return "future";
  }

  @Override
  public long play() throws Exception {
    long sum = 0;
    for (int round = 0; round < rounds; round++) {
      sum = sum * 13 + tree(round, 4).get(1, TimeUnit.MINUTES);
      CompletableFuture<Long> failing =
          tree(round, 1)
              .thenApply(FutureScene::reject)
              .exceptionally(e -> (long) e.getMessage().length());
      sum += failing.get(1, TimeUnit.MINUTES);
    }
    if (rounds > 0 && sum == 0) {
      violations++;
    }
    return sum;
  }

  private static CompletableFuture<Long> tree(long seed, int depth) {
    if (depth == 0) {
      return CompletableFuture.supplyAsync(
          () -> seed * seed + 1,
          CompletableFuture.delayedExecutor(seed % 40, TimeUnit.MILLISECONDS));
    }
    return tree(seed * 2, depth - 1)
        .thenCombineAsync(tree(seed * 2 + 1, depth - 1), (left, right) -> left * 31 + right)
        .thenCompose(value -> CompletableFuture.supplyAsync(() -> value ^ depth));
  }

  private static long reject(long value) {
    throw new IllegalStateException("rejected " + value);
  }

  @Override
  public int violations() {
    return violations;
  }
}
