package org.sigckpt.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.LongStream;

/** Threads behind the doors of {@code java.util.concurrent}, with and without time limits. */
public final class DoorsTarget {
  private static final long LIMIT_MILLIS = 900;
  private static final List<Thread> THREADS = new ArrayList<>();
  private static final List<Callable<?>> RELEASES = new ArrayList<>();
  private static final List<String> RESULTS = new ArrayList<>();
  private static final Object MONITOR = new Object();
  private static volatile boolean open;

  private DoorsTarget() {}

  private static void say(String result) {
    synchronized (RESULTS) {
      RESULTS.add(result);
    }
  }

  private static Thread start(String name, Callable<?> body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                say(name + ": " + body.call());
              } catch (Throwable e) {
                say(name + ": " + e + ", interrupted " + Thread.currentThread().isInterrupted());
              }
            },
            name);
    thread.start();
    THREADS.add(thread);
    return thread;
  }

  private static void release(Callable<?> release) {
    RELEASES.add(release);
  }

  /** Its body waits for the limit, not shorter and not much longer. */
  private static void timed(String name, Callable<?> body) {
    start(
        name,
        () -> {
          long start = System.nanoTime();
          Object result = body.call();
          long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
          boolean inTime = millis >= LIMIT_MILLIS - 1 && millis < LIMIT_MILLIS + 120_000;
          return result + (inTime ? " in time" : " after " + millis + " ms");
        });
  }

  private static final class Late implements Delayed {
    private final long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due, ((Late) other).due);
    }
  }

  private static final class Fibonacci extends RecursiveTask<Long> {
    private final int n;

    Fibonacci(int n) {
      this.n = n;
    }

    @Override
    protected Long compute() {
      if (n < 2) {
        while (!open) {
          Thread.onSpinWait();
        }
        return (long) n;
      }
      Fibonacci left = new Fibonacci(n - 1);
      left.fork();
      return new Fibonacci(n - 2).compute() + left.join();
    }
  }

  private static void timedDoors() {
    Object monitor = new Object();
    timed(
        "wait",
        () -> {
          synchronized (monitor) {
            monitor.wait(LIMIT_MILLIS);
            return Thread.holdsLock(monitor);
          }
        });
    ReentrantLock lock = new ReentrantLock();
    Condition never = lock.newCondition();
    timed(
        "awaitNanos",
        () -> {
          lock.lock();
          try {
            return never.awaitNanos(TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS)) <= 0;
          } finally {
            lock.unlock();
          }
        });
    timed("latch", () -> new CountDownLatch(1).await(LIMIT_MILLIS, TimeUnit.MILLISECONDS));
    timed("semaphore", () -> new Semaphore(0).tryAcquire(LIMIT_MILLIS, TimeUnit.MILLISECONDS));
    timed("poll", () -> new SynchronousQueue<>().poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS));
    DelayQueue<Late> delayed = new DelayQueue<>();
    timed(
        "delay queue",
        () -> {
          delayed.add(new Late());
          return delayed.take().getClass().getSimpleName();
        });
    timed(
        "unit sleep",
        () -> {
          TimeUnit.MILLISECONDS.sleep(LIMIT_MILLIS);
          return "slept";
        });
    timed(
        "orTimeout",
        () ->
            new CompletableFuture<String>()
                .orTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(e -> e.getClass().getSimpleName())
                .get());
    timed(
        "delayed executor",
        () ->
            CompletableFuture.supplyAsync(
                    () -> "ran",
                    CompletableFuture.delayedExecutor(LIMIT_MILLIS, TimeUnit.MILLISECONDS))
                .get());
    timed(
        "timer",
        () -> {
          CountDownLatch ticked = new CountDownLatch(3);
          new Timer("timer", true)
              .schedule(
                  new TimerTask() {
                    @Override
                    public void run() {
                      ticked.countDown();
                    }
                  },
                  LIMIT_MILLIS,
                  5);
          ticked.await();
          return "ticked";
        });
  }

  private static void locks() throws InterruptedException {
    StampedLock stamped = new StampedLock();
    long writing = stamped.writeLock();
    start("stamped", () -> stamped.readLock() != 0);
    release(
        () -> {
          stamped.unlockWrite(writing);
          return null;
        });
    ReentrantReadWriteLock both = new ReentrantReadWriteLock();
    both.readLock().lock();
    start(
        "writer",
        () -> {
          both.writeLock().lock();
          return both.isWriteLockedByCurrentThread();
        });
    release(
        () -> {
          both.readLock().unlock();
          return null;
        });
    Thread interrupted =
        start(
            "interrupted",
            () -> {
              ReentrantLock lock = new ReentrantLock();
              lock.lockInterruptibly();
              lock.newCondition().await();
              return "never";
            });
    release(
        () -> {
          interrupted.interrupt();
          return null;
        });
    Thread marked =
        start(
            "marked",
            () -> {
              while (!open) {
                Thread.onSpinWait();
              }
              boolean first = Thread.interrupted();
              return first + " " + Thread.interrupted();
            });
    marked.interrupt();
    start(
        "parked",
        () -> {
          while (!open) {
            LockSupport.parkUntil(System.currentTimeMillis() + 3_600_000);
          }
          return LockSupport.getBlocker(Thread.currentThread()) == null;
        });
    start(
        "notified once",
        () -> {
          synchronized (MONITOR) {
            while (!open) {
              MONITOR.wait();
            }
            return "once";
          }
        });
    release(
        () -> {
          synchronized (MONITOR) {
            MONITOR.notify();
          }
          return null;
        });
  }

  private static void meetings() {
    Phaser phaser = new Phaser(2);
    start("phaser", phaser::arriveAndAwaitAdvance);
    release(phaser::arrive);
    Exchanger<String> exchanger = new Exchanger<>();
    start("exchanger", () -> exchanger.exchange("a"));
    start("other exchanger", () -> open ? "" : exchanger.exchange("a"));
    CyclicBarrier barrier = new CyclicBarrier(2);
    start("barrier", () -> barrier.await() >= 0);
    release(() -> barrier.await() >= 0);
    LinkedTransferQueue<String> transfer = new LinkedTransferQueue<>();
    start(
        "transfer",
        () -> {
          transfer.transfer("item");
          return "transferred";
        });
    release(transfer::take);
    SynchronousQueue<String> handoff = new SynchronousQueue<>(true);
    start("handoff", handoff::take);
    release(
        () -> {
          handoff.put("handed");
          return null;
        });
    SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
    CompletableFuture<Void> consumed = publisher.consume(item -> say("item " + item));
    publisher.submit(1);
    start("consumed", () -> consumed.get());
    release(
        () -> {
          publisher.submit(2);
          publisher.close();
          return null;
        });
    ForkJoinPool pool = new ForkJoinPool(2);
    start("fork join", () -> pool.invoke(new Fibonacci(9)));
    start("common pool", () -> ForkJoinPool.commonPool().invoke(new Fibonacci(8)));
    start(
        "parallel stream",
        () ->
            LongStream.range(0, 64)
                .parallel()
                .map(
                    i -> {
                      while (!open) {
                        Thread.onSpinWait();
                      }
                      return i * i;
                    })
                .sum());
  }

  public static void main(String[] arguments) throws Exception {
    ThreadLocal<String> local = ThreadLocal.withInitial(() -> "initial");
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    local.set("main's");
    inherited.set("inherited");
    ThreadGroup group = new ThreadGroup("group");
    Thread named =
        new Thread(
            group,
            () -> {
              while (!open) {
                LockSupport.park();
              }
              Thread self = Thread.currentThread();
              say(
                  "named "
                      + self.getPriority()
                      + self.getThreadGroup()
                      + self.isDaemon()
                      + " "
                      + local.get()
                      + inherited.get());
              throw new IllegalStateException("uncaught");
            },
            "named");
    named.setDaemon(true);
    named.setPriority(3);
    named.setContextClassLoader(null);
    named.setUncaughtExceptionHandler((thread, e) -> say(thread.getName() + e));
    named.start();
    THREADS.add(named);
    locks();
    meetings();
    timedDoors();
    Pauses.here();
    System.out.println(local.get() + " " + inherited.get() + " " + group.activeCount());
    Pauses.here();
    open = true;
    for (Callable<?> release : RELEASES) {
      release.call();
    }
    LockSupport.unpark(named);
    for (Thread thread : THREADS) {
      LockSupport.unpark(thread);
      thread.join();
    }
    RESULTS.sort(null);
    RESULTS.forEach(System.out::println);
    System.exit(0);
  }
}
