package threads;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A producer, a relay and a consumer, joined by a synchronous and a bounded queue: nothing is lost,
 * doubled or reordered.
 */
final class QueueScene implements Scene {
  private final int items;
  private final BlockingQueue<Integer> first = new SynchronousQueue<>();
  private final BlockingQueue<Integer> second = new LinkedBlockingQueue<>(8);
  private final AtomicInteger violations = new AtomicInteger();

  QueueScene(int rounds) {
    this.items = rounds * 30;
  }

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public long play() throws InterruptedException {
    Thread producer = new Thread(this::produce, "queue-producer");
    Thread relay = new Thread(this::relay, "queue-relay");
    producer.start();
    relay.start();
    long sum = 0;
    for (int expected = 0; expected < items; expected++) {
      Integer item = second.poll(1, TimeUnit.MINUTES);
      if (item == null || item != expected) {
        violations.incrementAndGet();
      } else {
        sum = sum * 31 + item;
      }
    }
    producer.join();
    relay.join();
    return sum;
  }

  private void produce() {
    try {
      for (int item = 0; item < items; item++) {
        first.put(item);
        if (item % 30 == 0) {
          Thread.sleep(50);
        }
      }
    } catch (InterruptedException e) {
      violations.incrementAndGet();
    }
  }

  private void relay() {
    try {
      for (int item = 0; item < items; item++) {
        second.put(first.take());
      }
    } catch (InterruptedException e) {
      violations.incrementAndGet();
    }
  }

  @Override
  public int violations() {
    return violations.get();
  }
}
