package org.sigckpt.samples;

import java.util.function.LongSupplier;

/** Ordinary code of many shapes, to be woven and run by the weaver's tests. */
public final class Samples {
  private Samples() {}

  /** Loops of all kinds. */
  public static final class Loops {
    public static int counted(int n) {
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += i;
      }
      return sum;
    }

    public static int fromFirstInstruction(int n) {
      while (true) {
        if (--n < 0) {
          return n;
        }
      }
    }

    public static int bySwitch(int n) {
      int steps = 0;
      int state = 0;
      do {
        steps++;
        switch (state) {
          case 0:
            state = 1;
            continue;
          case 1:
            state = 2;
            continue;
          default:
            n--;
            state = 0;
        }
      } while (n > 0);
      return steps;
    }

    public static long operandsOnStack(int n) {
      return 1L + counted(n) * (n > 3 ? counted(n) : 2L);
    }

    public static String newIsFirst(boolean b) {
      return new String(b ? "yes" : "no");
    }

    public static String newIsFirstInMonitor(Object lock, boolean b) {
      synchronized (lock) {
        return new String(b ? "yes" : "no");
      }
    }

    public static int withoutCallOrLoop(int n) {
      return n + 1;
    }
  }

  /** Monitors. */
  public static final class Monitors {
    private int value;

    public synchronized int synchronizedMethod() {
      return ++value;
    }

    public int block(Object lock) {
      synchronized (lock) {
        return ++value;
      }
    }

    public int loopInBlock(Object lock, int n) {
      synchronized (lock) {
        do {
          value++;
        } while (value < n);
      }
      return value;
    }

    public int nested(Object a, Object b) {
      synchronized (a) {
        synchronized (b) {
          value += 10;
        }
        value++;
      }
      return value;
    }

    public boolean throwsInside(Object lock) {
      try {
        synchronized (lock) {
          throw new IllegalStateException();
        }
      } catch (IllegalStateException e) {
        return !Thread.holdsLock(lock);
      }
    }
  }

  /** Calls that are replaced. */
  public static final class Blockers {
    public static void all(Object lock) throws Exception {
      lock.wait();
      lock.wait(1);
      lock.wait(1, 1);
      lock.notify();
      lock.notifyAll();
      Thread.sleep(1);
      Thread.sleep(1, 1);
      System.nanoTime();
    }

    public static long byReference(Object lock) {
      Runnable notifier = lock::notifyAll;
      notifier.run();
      LongSupplier clock = System::nanoTime;
      return clock.getAsLong();
    }

    public static void notReplaced() {
      new Namesake().sleep(1);
      System.currentTimeMillis();
    }
  }

  /** Has methods with the names of replaced ones. */
  public static final class Namesake {
    public void sleep(long millis) {}

    public void wait(String what) {}
  }

  /** A thread whose class calls {@code sleep} by its own name. */
  public static final class Worker extends Thread {
    public int count;

    @Override
    public void run() {
      while (true) {
        try {
          sleep(1);
        } catch (InterruptedException e) {
          return;
        }
        if (++count == 3) {
          return;
        }
      }
    }
  }

  /** Not a thread. */
  public static final class Task implements Runnable {
    @Override
    public void run() {}
  }

  /** A loader with an override. */
  public static final class Loader extends ClassLoader {
    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      return super.loadClass(name);
    }
  }

  /** Constructors and initialisers stay without entry poll. */
  public static final class Constructed {
    static final int SUM;
    public final int own;

    static {
      SUM = Integer.parseInt("7");
    }

    public Constructed(int n) {
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += i;
      }
      own = sum + SUM;
    }
  }
}
