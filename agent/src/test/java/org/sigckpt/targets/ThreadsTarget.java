package org.sigckpt.targets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that block in every ordinary way while main stands at its pauses. */
public final class ThreadsTarget {
  private static final List<String> RESULTS = new ArrayList<>();
  private static final Object GATE = new Object();
  private static final Object SORTING = new Object();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition OPEN = LOCK.newCondition();
  private static boolean gateOpen;
  private static boolean conditionOpen;
  private static volatile boolean released;

  private ThreadsTarget() {}

  private static void say(String result) {
    synchronized (RESULTS) {
      RESULTS.add(result);
    }
  }

  private static void waiter() throws InterruptedException {
    synchronized (GATE) {
      synchronized (GATE) {
        while (!gateOpen) {
          GATE.wait();
        }
        say("waiter, holds the gate: " + Thread.holdsLock(GATE));
      }
    }
  }

  private static void sleeper() throws InterruptedException {
    long start = System.nanoTime();
    Thread.sleep(1500);
    long millis = (System.nanoTime() - start) / 1_000_000;
    say("sleeper slept in time: " + (millis >= 1499 && millis < 20_000));
  }

  private static void parked() {
    while (!released) {
      LockSupport.park(GATE);
    }
    say("parked");
  }

  private static void conditioned() throws InterruptedException {
    LOCK.lock();
    LOCK.lock();
    try {
      while (!conditionOpen) {
        OPEN.await();
      }
      say("conditioned, holds " + LOCK.getHoldCount());
    } finally {
      LOCK.unlock();
      LOCK.unlock();
    }
  }

  private static void sorter(CountDownLatch inCallback) {
    List<Integer> numbers = new ArrayList<>(Arrays.asList(5, 3, 9, 1, 7, 2));
    synchronized (SORTING) {
      numbers.sort(
          (a, b) -> {
            inCallback.countDown();
            while (!released) {
              Thread.onSpinWait();
            }
            return Integer.compare(a, b);
          });
      say("sorter " + numbers + " holds its monitor: " + Thread.holdsLock(SORTING));
    }
  }

  private static void contender() {
    synchronized (SORTING) {
      say("contender");
    }
  }

  private static void computer() {
    long sum = 0;
    for (long i = 0; !released || i < 1000; i++) {
      sum += i % 7 == 3 ? 1 : 0;
    }
    say("computer " + (sum > 0));
  }

  private interface Body {
    void run() throws Exception;
  }

  private static Thread start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Exception e) {
                say(name + " ended by " + e);
              }
            },
            name);
    thread.start();
    return thread;
  }

  public static void main(String[] arguments) throws Exception {
    CountDownLatch inCallback = new CountDownLatch(1);
    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);
    Future<String> idle = pool.submit(() -> "pooled by " + Thread.currentThread().getName());
    Future<String> blocked = pool.submit(() -> queue.take() + " taken");
    ScheduledFuture<String> late = scheduler.schedule(() -> "scheduled", 1, TimeUnit.SECONDS);
    List<Thread> threads = new ArrayList<>();
    threads.add(start("waiter", ThreadsTarget::waiter));
    threads.add(start("sleeper", ThreadsTarget::sleeper));
    Thread parked = start("parked", ThreadsTarget::parked);
    threads.add(parked);
    threads.add(start("conditioned", ThreadsTarget::conditioned));
    threads.add(start("sorter", () -> sorter(inCallback)));
    inCallback.await();
    threads.add(start("contender", ThreadsTarget::contender));
    threads.add(start("computer", ThreadsTarget::computer));
    System.out.println(idle.get());
    Pauses.here();
    System.out.println("contender is " + threads.get(5).isAlive() + ", locked " + LOCK.isLocked());
    Pauses.here();
    queue.put("bread");
    System.out.println(blocked.get() + ", " + late.get());
    synchronized (GATE) {
      gateOpen = true;
      GATE.notifyAll();
    }
    LOCK.lock();
    conditionOpen = true;
    OPEN.signalAll();
    LOCK.unlock();
    released = true;
    LockSupport.unpark(parked);
    for (Thread thread : threads) {
      thread.join();
    }
    pool.shutdown();
    scheduler.shutdown();
    System.out.println(pool.awaitTermination(10, TimeUnit.SECONDS));
    RESULTS.sort(null);
    RESULTS.forEach(System.out::println);
  }
}
