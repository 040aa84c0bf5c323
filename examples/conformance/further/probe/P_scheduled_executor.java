package probe;

import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

/** Scheduled and fixed pools, their factories, rejections, cancellations, invokeAll and invokeAny; java.util.Timer. */
public class P_scheduled_executor {
  public static void main(String[] args) throws Exception {
    AtomicInteger made = new AtomicInteger();
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(2, r -> new Thread(r, "own-" + made.incrementAndGet()));
    AtomicInteger ticks = new AtomicInteger();
    CountDownLatch ticked = new CountDownLatch(30);
    ScheduledFuture<?> periodic = timer.scheduleAtFixedRate(() -> {
      if (ticks.incrementAndGet() % 10 == 5) {
        Pause.here();
      }
      ticked.countDown();
    }, 1, 3, TimeUnit.MILLISECONDS);
    ScheduledFuture<Integer> far = timer.schedule(() -> 1, 1, TimeUnit.DAYS);
    List<ScheduledFuture<Integer>> order = new ArrayList<>();
    List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 10; i++) {
      int n = i;
      order.add(timer.schedule(() -> {
        ran.add(n);
        return n * n;
      }, 5 + 10 * i, TimeUnit.MILLISECONDS));
    }
    ExecutorService pool = new ThreadPoolExecutor(2, 3, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(4), new ThreadPoolExecutor.CallerRunsPolicy());
    long sum = 0;
    for (int round = 0; round < 20; round++) {
      List<Callable<Long>> tasks = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int n = i + round;
        tasks.add(() -> {
          long x = n;
          for (int k = 0; k < 20_000; k++) {
            x = x * 31 + k;
          }
          return x;
        });
      }
      for (Future<Long> each : pool.invokeAll(tasks)) {
        sum = sum * 17 + each.get();
      }
      sum += pool.invokeAny(tasks.subList(3, 4));
    }
    ticked.await();
    for (ScheduledFuture<Integer> each : order) {
      sum += each.get();
    }
    periodic.cancel(false);
    far.cancel(true);
    Timer old = new Timer("old", true);
    CountDownLatch four = new CountDownLatch(4);
    old.schedule(new TimerTask() {
      @Override
      public void run() {
        four.countDown();
        if (four.getCount() == 2) {
          Pause.here();
        }
        if (four.getCount() == 0) {
          cancel();
        }
      }
    }, 2, 4);
    four.await();
    old.cancel();
    pool.shutdown();
    timer.shutdown();
    boolean ended = pool.awaitTermination(1, TimeUnit.MINUTES) & timer.awaitTermination(1, TimeUnit.MINUTES);
    System.out.println("FINAL " + sum + " " + ran.size() + ended + far.isCancelled() + (made.get() <= 2));
  }
}
