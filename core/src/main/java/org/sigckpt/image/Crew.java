package org.sigckpt.image;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Threads that help with an image. They are started when it is made, because starting a thread
 * takes locks that a stopped thread of the program may hold, and sleep between their tasks; their
 * waits have time limits, so that a thread seen WAITING or BLOCKED hangs.
 */
public final class Crew implements AutoCloseable {
  private static final long LOOK_NANOS = 50_000;
  private static final long SLEEP_NANOS = 50_000_000;

  private final Thread[] threads;
  private @Nullable Runnable task;
  private int round;
  private int working;
  private boolean ended;

  private Crew(int count, Function<Runnable, Thread> starter) {
    threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      threads[i] = starter.apply(this::serve);
    }
  }

  /** Returns a crew of that many threads. */
  public static Crew of(int count, Function<Runnable, Thread> starter) {
    return new Crew(count, starter);
  }

  /** Returns a crew of nobody. */
  public static Crew none() {
    return new Crew(0, body -> Thread.currentThread());
  }

  /** Returns how many there are. */
  public int size() {
    return threads.length;
  }

  /** Returns the threads; to be watched. */
  public Thread[] threads() {
    return threads.clone();
  }

  /** Lets all of them run the task, which must not throw; {@link #await} must follow. */
  void start(Runnable next) {
    synchronized (this) {
      task = next;
      round++;
      working = threads.length;
    }
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }

  /** Returns when all have done the task. */
  void await() {
    while (isWorking()) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      ended = true;
    }
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }

  private synchronized boolean isWorking() {
    return working > 0;
  }

  private void serve() {
    for (int done = 0; ; ) {
      Runnable next = null;
      synchronized (this) {
        if (ended) {
          return;
        }
        if (round != done) {
          next = task;
          done = round;
        }
      }
      if (next == null) {
        LockSupport.parkNanos(this, SLEEP_NANOS);
        continue;
      }
      try {
        next.run();
      } finally {
        synchronized (this) {
          working--;
        }
      }
    }
  }
}
