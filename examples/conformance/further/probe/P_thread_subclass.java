package probe;

import java.util.*;

/** Subclasses of Thread three deep, their run calling super.run, names, priorities, groups, daemon flags, loaders. */
public class P_thread_subclass {
  static class Base extends Thread {
    long sum;

    Base(ThreadGroup group, Runnable task, String name) {
      super(group, task, name, 300_000);
    }

    @Override
    public void run() {
      sum += 1;
      super.run();
      work(3);
    }

    void work(int n) {
      for (int i = 0; i < 100_000; i++) {
        sum = sum * 31 + i * n;
        if (i == 50_000) {
          Pause.here();
        }
      }
    }

    @Override
    public String toString() {
      return getName() + getPriority() + isDaemon() + getThreadGroup().getName() + getThreadGroup().getMaxPriority() + getContextClassLoader().getClass().getSimpleName();
    }
  }

  static class Middle extends Base {
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    Middle(ThreadGroup group, String name) {
      super(group, null, name);
    }

    @Override
    public void run() {
      try {
        super.run();
      } finally {
        seen.add("middle");
        work(2);
      }
    }
  }

  static final class Last extends Middle {
    Last(ThreadGroup group) {
      super(group, "last");
    }

    @Override
    public void run() {
      for (int i = 0; i < 3; i++) {
        super.run();
      }
    }

    @Override
    public synchronized void start() {
      seen.add("start");
      super.start();
    }
  }

  static final class Loader extends ClassLoader {}

  public static void main(String[] args) throws Exception {
    ThreadGroup outer = new ThreadGroup("outer");
    outer.setMaxPriority(7);
    ThreadGroup inner = new ThreadGroup(outer, "inner");
    Base a = new Base(inner, () -> Thread.currentThread().setName("renamed"), "a");
    Middle b = new Middle(outer, "b");
    Last c = new Last(inner);
    a.setPriority(9);
    b.setDaemon(true);
    c.setPriority(2);
    c.setContextClassLoader(new Loader());
    List<Base> all = List.of(a, b, c);
    all.forEach(Thread::start);
    for (Base each : all) {
      each.join();
      System.out.println("FINAL " + each.getName() + each.getPriority() + each.isDaemon() + each.sum);
    }
    System.out.println("FINAL " + b.seen + c.seen + c.getState() + c.getContextClassLoader().getClass().getSimpleName() + inner.getParent().getName());
  }
}
