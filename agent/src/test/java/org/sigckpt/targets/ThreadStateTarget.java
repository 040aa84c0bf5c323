package org.sigckpt.targets;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What belongs to a thread: locals, name, priority, group, daemon and interrupt status. */
public final class ThreadStateTarget {
  private static final ThreadLocal<StringBuilder> LOCAL =
      ThreadLocal.withInitial(() -> new StringBuilder("first "));
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();
  private static volatile boolean go;
  private static volatile boolean goOwn;

  private ThreadStateTarget() {}

  private static String describe(Thread thread) {
    return thread.getName()
        + " "
        + thread.getPriority()
        + " "
        + thread.getThreadGroup().getName()
        + " "
        + thread.isDaemon()
        + " "
        + thread.isInterrupted();
  }

  private static void body(CountDownLatch ready) {
    LOCAL.get().append("of ").append(Thread.currentThread().getName());
    Thread.currentThread().interrupt();
    ready.countDown();
    while (!go) {
      Thread.onSpinWait();
    }
    System.out.println(describe(Thread.currentThread()));
    System.out.println(LOCAL.get() + ", " + INHERITED.get());
    System.out.println(Thread.interrupted() + " " + Thread.interrupted());
  }

  /** Its stack has no frame of {@code Thread.run}; it holds its own monitor. */
  private static final class Own extends Thread {
    private final CountDownLatch ready;

    Own(CountDownLatch ready) {
      this.ready = ready;
    }

    @Override
    public void run() {
      synchronized (this) {
        ready.countDown();
        while (!goOwn) {
          Thread.onSpinWait();
        }
      }
      throw new IllegalStateException("at the end");
    }

    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("nobody may ask for that");
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private static void printTrace(Thread thread, Throwable e) {
    System.out.println(e + Arrays.toString(e.getStackTrace()));
  }

  public static void main(String[] arguments) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(3);
    LOCAL.get().append("main");
    INHERITED.set("inherited from main");
    ThreadGroup group = new ThreadGroup("group");
    Thread worker = new Thread(group, () -> body(ready), "worker");
    worker.setPriority(3);
    worker.start();
    Thread daemon =
        new Thread(
            () -> {
              ready.countDown();
              for (; ; ) {
                Thread.onSpinWait();
              }
            },
            "endless");
    daemon.setDaemon(true);
    daemon.start();
    Thread own = new Own(ready);
    own.setUncaughtExceptionHandler(ThreadStateTarget::printTrace);
    own.start();
    ready.await();
    long id = worker.getId();
    Thread.currentThread().interrupt();
    Pauses.here();
    System.out.println(describe(Thread.currentThread()) + " " + describe(daemon));
    System.out.println(id == worker.getId() && worker.isAlive());
    Thread.interrupted();
    // Among them are frames of the checkpointer's own threads, once there was a checkpoint.
    Map<Thread, StackTraceElement[]> traces = Thread.getAllStackTraces();
    Pauses.here();
    System.out.println(traces.get(worker).length > 0);
    go = true;
    worker.join();
    goOwn = true;
    own.join();
    System.out.println(LOCAL.get() + " " + group.activeCount() + " " + worker.getState());
    try {
      Thread.currentThread().interrupt();
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      System.out.println(e.getMessage());
    }
  }
}
