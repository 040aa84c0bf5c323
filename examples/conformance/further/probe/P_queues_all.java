package probe;

import java.util.*;
import java.util.concurrent.*;

/** Producers and consumers over every kind of blocking queue, hand-offs and delays among them. */
public class P_queues_all {
  record Late(long value, long atNanos) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed o) {
      return Long.compare(atNanos, ((Late) o).atNanos);
    }
  }

  static long pump(BlockingQueue<Long> queue, int count) throws InterruptedException {
    long[] sum = new long[1];
    Thread consumer = new Thread(() -> {
      try {
        for (int i = 0; i < count; i++) {
          long v = i % 3 == 0 ? queue.take() : queue.poll(1, TimeUnit.HOURS);
          sum[0] += v * v;
          if (i == count / 2) {
            Pause.here();
          }
        }
      } catch (InterruptedException e) {
        sum[0] = -1;
      }
    });
    consumer.start();
    for (long i = 0; i < count; i++) {
      if (queue instanceof TransferQueue<Long> t && i % 2 == 0) {
        t.transfer(i);
      } else if (i % 5 == 0) {
        queue.offer(i, 1, TimeUnit.HOURS);
      } else {
        queue.put(i);
      }
    }
    consumer.join();
    return sum[0];
  }

  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (BlockingQueue<Long> each : List.<BlockingQueue<Long>>of(new SynchronousQueue<>(), new SynchronousQueue<>(true), new LinkedTransferQueue<>(), new ArrayBlockingQueue<>(3, true), new LinkedBlockingQueue<>(2), new LinkedBlockingDeque<>(1), new PriorityBlockingQueue<>())) {
      sum = sum * 31 + pump(each, 400);
    }
    DelayQueue<Late> delays = new DelayQueue<>();
    for (int i = 0; i < 20; i++) {
      delays.put(new Late(i, System.nanoTime() + i * 7 % 20 * 2_000_000L));
    }
    for (int i = 0; i < 20; i++) {
      sum = sum + delays.take().value() * 3;
    }
    System.out.println("FINAL " + sum + " " + delays.size() + (new SynchronousQueue<Integer>().poll(20, TimeUnit.MILLISECONDS) == null));
  }
}
