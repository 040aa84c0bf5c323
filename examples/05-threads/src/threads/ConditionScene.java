package threads;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A bounded buffer of two slots under a fair lock with two conditions, two producers and two
 * consumers.
 */
final class ConditionScene implements Scene {
  private final int items;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition notFull = lock.newCondition();
  private final Condition notEmpty = lock.newCondition();
  private final int[] slots = new int[2];
  private final AtomicInteger violations = new AtomicInteger();
  private int filled;
  private long sum;

  ConditionScene(int rounds) {
    this.items = rounds * 20;
  }

  @Override
  public String name() {
    return "condition";
  }

  @Override
  public long play() throws InterruptedException {
    Thread[] threads = {
      new Thread(() -> produce(1), "condition-producer-1"),
      new Thread(() -> produce(3), "condition-producer-2"),
      new Thread(this::consume, "condition-consumer-1"),
      new Thread(this::consume, "condition-consumer-2")
    };
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return sum;
  }

  private void produce(int factor) {
    for (int i = 0; i < items; i++) {
      lock.lock();
      try {
        while (filled == slots.length) {
          notFull.await();
        }
        slots[filled++] = i * factor;
        notEmpty.signal();
      } catch (InterruptedException e) {
        violations.incrementAndGet();
      } finally {
        lock.unlock();
      }
    }
  }

  private void consume() {
    for (int i = 0; i < items; i++) {
      lock.lock();
      try {
        while (filled == 0) {
          check(notEmpty.await(1, TimeUnit.MINUTES));
        }
        sum += slots[--filled];
        check(lock.getHoldCount() == 1);
        notFull.signal();
      } catch (InterruptedException e) {
        violations.incrementAndGet();
      } finally {
        lock.unlock();
      }
    }
  }

  private void check(boolean held) {
    if (!held) {
      violations.incrementAndGet();
    }
  }

  @Override
  public int violations() {
    return violations.get();
  }
}
