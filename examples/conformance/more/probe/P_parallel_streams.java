package probe;
import java.util.stream.*;
import java.util.concurrent.*;
/** parallel stream pipelines, fork/join tasks, CompletableFuture chains in progress */
public class P_parallel_streams {
  static int p(int x) { if (x == 37) { Pause.here(); } return x; }
  static class Fib extends RecursiveTask<Integer> { final int n; Fib(int n) { this.n = n; } protected Integer compute() { if (n == 2) { p(37); } if (n < 2) { return n; } Fib f = new Fib(n - 1); f.fork(); return new Fib(n - 2).compute() + f.join(); } }
  public static void main(String[] a) throws Exception {
    System.out.println("FINAL " + IntStream.range(0, 200).parallel().map(P_parallel_streams::p).sum());
    System.out.println("FINAL " + IntStream.range(0, 100).boxed().parallel().map(x -> p(x) + "").collect(Collectors.joining()).length());
    System.out.println("FINAL " + ForkJoinPool.commonPool().invoke(new Fib(8)));
    System.out.println("FINAL " + CompletableFuture.supplyAsync(() -> p(37)).thenApply(x -> p(x) + 1).thenCombine(CompletableFuture.supplyAsync(() -> p(37)), (x, y) -> p(x - 1) + y).get());
  }
}
