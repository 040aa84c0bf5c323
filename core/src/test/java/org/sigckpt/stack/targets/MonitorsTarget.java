package org.sigckpt.stack.targets;

import org.sigckpt.stack.Pause;

/** Synchronized blocks in loops and synchronized methods. */
public final class MonitorsTarget {
  private final Object first = new Object();
  private final int[] second = {0};
  private final StringBuilder out = new StringBuilder();

  public static Object run() {
    MonitorsTarget target = new MonitorsTarget();
    try {
      target.blocks(target.second);
    } catch (IllegalStateException e) {
      target.out.append(e.getMessage());
    }
    target.note();
    target.caughtAround();
    return target.out + stat(target, 3) + target.inst(4L) + target.note();
  }

  private String note() {
    return Thread.holdsLock(first)
        + ","
        + Thread.holdsLock(second)
        + ","
        + Thread.holdsLock(this)
        + ","
        + Thread.holdsLock(MonitorsTarget.class);
  }

  private void blocks(int[] lock) {
    for (int i = 0; i < 3; i++) {
      synchronized (first) {
        Pause.here();
        while (lock[0] < 4 + i) {
          synchronized (lock) {
            synchronized (first) {
              out.append(note()).append(Pause.with(i));
            }
            lock[0]++;
            out.append(note());
            if (lock[0] == 6) {
              Pause.here();
              throw new IllegalStateException(Pause.with("thrown"));
            }
            Pause.here();
          }
          Pause.here();
        }
        out.append(note()).append(';');
      }
      Pause.here();
    }
  }

  /** As in java.util.TimerThread: the catch clause, and with it the loop, is outside the blocks. */
  private void caughtAround() {
    for (int round = 0; ; ) {
      try {
        synchronized (first) {
          Pause.here();
          if (round == 3) {
            break;
          }
          synchronized (second) {
            out.append(note()).append(Pause.with(round++));
            if (round == 2) {
              throw new IllegalStateException(Pause.with("around"));
            }
          }
        }
        Pause.here();
      } catch (IllegalStateException e) {
        out.append(e.getMessage()).append(note());
        Pause.here();
      }
    }
    out.append(note());
  }

  private static synchronized String stat(MonitorsTarget target, int depth) {
    if (depth == 0) {
      return target.note() + Pause.with("s");
    }
    String below = stat(target, depth - 1);
    Pause.here();
    return below + depth + target.note();
  }

  private synchronized long inst(long value) {
    long twice = Pause.with(value) * 2;
    synchronized (first) {
      Pause.here();
      out.append(note());
    }
    Pause.here();
    return twice + (Thread.holdsLock(this) ? 1 : 0);
  }
}
