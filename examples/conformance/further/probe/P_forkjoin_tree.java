package probe;

import java.util.concurrent.*;

/** Fork/join: recursive tasks, actions, counted completers, exceptions out of joins, managed blocking. */
public class P_forkjoin_tree {
  static final class Sum extends RecursiveTask<Long> {
    final int from;
    final int to;

    Sum(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    protected Long compute() {
      if (to - from < 50) {
        long s = 0;
        for (int i = from; i < to; i++) {
          s = s * 31 + i;
        }
        if (from == 1000) {
          Pause.here();
        }
        return s;
      }
      int middle = (from + to) / 2;
      Sum left = new Sum(from, middle);
      left.fork();
      long right = new Sum(middle, to).compute();
      return left.join() * 7 + right;
    }
  }

  static final class Counted extends CountedCompleter<Integer> {
    final int n;
    final Counted[] below = new Counted[2];
    int result;

    Counted(CountedCompleter<?> parent, int n) {
      super(parent);
      this.n = n;
    }

    @Override
    public void compute() {
      if (n > 1) {
        setPendingCount(2);
        for (int i = 0; i < 2; i++) {
          below[i] = new Counted(this, n - 1 - i);
          below[i].fork();
        }
      }
      tryComplete();
    }

    @Override
    public void onCompletion(CountedCompleter<?> caller) {
      result = n <= 1 ? 1 : below[0].result + below[1].result;
      if (n == 9) {
        Pause.here();
      }
    }

    @Override
    public Integer getRawResult() {
      return result;
    }
  }

  public static void main(String[] args) throws Exception {
    ForkJoinPool pool = new ForkJoinPool(3, ForkJoinPool.defaultForkJoinWorkerThreadFactory, (t, e) -> {}, true);
    long sum = 0;
    for (int i = 0; i < 20; i++) {
      sum = sum * 31 + pool.invoke(new Sum(0, 4000)) + ForkJoinPool.commonPool().invoke(new Sum(i, 3000));
      sum += pool.invoke(new Counted(null, 12));
      int n = i;
      ForkJoinTask<Integer> failing = pool.submit(() -> {
        if (n % 2 == 0) {
          throw new IllegalStateException("even");
        }
        return n;
      });
      try {
        sum += failing.get();
      } catch (ExecutionException e) {
        sum += e.getCause().getMessage().length();
      }
      CountDownLatch latch = new CountDownLatch(1);
      ForkJoinTask<?> blocked = pool.submit((Callable<Void>) () -> {
        ForkJoinPool.managedBlock(new ForkJoinPool.ManagedBlocker() {
        @Override
        public boolean block() throws InterruptedException {
          latch.await();
          return true;
        }

        @Override
        public boolean isReleasable() {
          return latch.getCount() == 0;
        }
      });
        return null;
      });
      sum += pool.submit(() -> 5).get();
      latch.countDown();
      blocked.join();
    }
    pool.shutdown();
    System.out.println("FINAL " + sum + pool.awaitTermination(1, TimeUnit.MINUTES));
  }

}
