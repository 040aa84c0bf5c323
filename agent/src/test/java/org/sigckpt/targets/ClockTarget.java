package org.sigckpt.targets;

import java.util.concurrent.TimeUnit;

/** {@code nanoTime} never goes back nor leaps ahead, whatever machine it goes on upon. */
public final class ClockTarget {
  private ClockTarget() {}

  public static void main(String[] arguments) throws InterruptedException {
    long last = System.nanoTime();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1000; i++) {
        long now = System.nanoTime();
        if (now - last < 0 || now - last > TimeUnit.SECONDS.toNanos(60)) {
          System.out.println("nanoTime went from " + last + " to " + now);
        }
        last = now;
      }
      if (round < 2) {
        Pauses.here();
      }
    }
    Object lock = new Object();
    long start = System.nanoTime();
    synchronized (lock) {
      lock.wait(50);
    }
    System.out.println(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(49));
  }
}
