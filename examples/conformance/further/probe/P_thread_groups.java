package probe;

import java.util.*;
import java.util.concurrent.*;

/** Thread groups that catch what threads throw, handlers of threads, and the default handler; in mid-way. */
public class P_thread_groups {
  static final List<String> LOG = Collections.synchronizedList(new ArrayList<>());

  static final class Group extends ThreadGroup {
    Group(ThreadGroup parent, String name) {
      super(parent, name);
    }

    @Override
    public void uncaughtException(Thread t, Throwable e) {
      Pause.here();
      long s = 0;
      for (int i = 0; i < 50_000; i++) {
        s += i ^ s;
      }
      LOG.add(getName() + ":" + t.getName() + ":" + e.getMessage() + (s == 42 ? "!" : ""));
    }
  }

  public static void main(String[] args) throws Exception {
    ThreadGroup own = Thread.currentThread().getThreadGroup();
    Group outer = new Group(own, "outer");
    ThreadGroup inner = new ThreadGroup(outer, "inner");
    for (int round = 0; round < 8; round++) {
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int n = i;
        Thread t = new Thread(i % 2 == 0 ? outer : inner, () -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          throw new IllegalArgumentException("n" + n);
        }, "t" + i);
        if (i == 3) {
          t.setUncaughtExceptionHandler((who, e) -> {
            Pause.here();
            LOG.add("handler:" + who.getName() + ":" + e.getMessage());
          });
        }
        threads.add(t);
        t.start();
      }
      go.countDown();
      for (Thread each : threads) {
        each.join();
      }
      Thread[] alive = new Thread[10];
      LOG.add("alive " + outer.enumerate(alive) + outer.activeGroupCount() + outer.parentOf(inner));
    }
    Collections.sort(LOG);
    System.out.println("FINAL " + LOG.size() + new TreeSet<>(LOG));
  }
}
