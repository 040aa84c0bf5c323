package probe;

import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

/** CompletableFuture chains with timeouts that fire, timeouts that do not, exceptions, allOf, cancellations. */
public class P_completable_timeouts {
  static final AtomicInteger CALLS = new AtomicInteger();

  static int p(int x) {
    if (CALLS.incrementAndGet() % 41 == 0) {
      Pause.here();
    }
    int y = x;
    for (int i = 0; i < 3_000; i++) {
      y = y * 31 + i;
    }
    return y == 42 ? 0 : x;
  }

  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (int i = 0; i < 25; i++) {
      int n = i;
      CompletableFuture<Integer> never = new CompletableFuture<>();
      CompletableFuture<String> late = never.orTimeout(20, TimeUnit.MILLISECONDS).handle((v, e) -> e instanceof TimeoutException ? "late" + p(1) : "?" + v);
      CompletableFuture<Integer> instead = new CompletableFuture<Integer>().completeOnTimeout(p(7), 15, TimeUnit.MILLISECONDS);
      CompletableFuture<Integer> soon = CompletableFuture.supplyAsync(() -> p(n)).orTimeout(1, TimeUnit.HOURS).thenApplyAsync(x -> p(x) + 1).thenCompose(x -> CompletableFuture.supplyAsync(() -> p(x) * 2));
      CompletableFuture<Integer> failed = CompletableFuture.<Integer>supplyAsync(() -> {
        throw new IllegalStateException("n" + p(n));
      }).thenApply(x -> x + 1).exceptionally(e -> e.getCause().getMessage().length());
      CompletableFuture<Void> delayed = CompletableFuture.runAsync(() -> p(3), CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS));
      CompletableFuture<Integer> both = soon.thenCombine(failed, (a, b) -> p(a) * 10 + b);
      CompletableFuture.allOf(late, instead, both, delayed).get();
      Object any = CompletableFuture.anyOf(instead, new CompletableFuture<>()).get(1, TimeUnit.MINUTES);
      CompletableFuture<Integer> cancelled = new CompletableFuture<>();
      CompletableFuture<Integer> dependent = cancelled.thenApply(x -> x + 1);
      cancelled.cancel(true);
      sum = sum * 31 + late.get().length() + instead.get() + both.get() + (Integer) any + (dependent.isCompletedExceptionally() ? 1 : 0);
    }
    System.out.println("FINAL " + sum);
  }
}
