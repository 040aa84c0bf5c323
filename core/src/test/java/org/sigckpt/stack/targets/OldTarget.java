package org.sigckpt.stack.targets;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import org.sigckpt.stack.Pause;

/** Uses nothing that a class file of Java 1.2 lacks; the test takes its stack maps away. */
@SuppressWarnings({"rawtypes", "unchecked"})
public final class OldTarget {
  private final StringBuilder out = new StringBuilder();

  private OldTarget() {}

  public static Object run() {
    OldTarget target = new OldTarget();
    for (int i = 0; i < 3; i++) {
      Object thing = i == 1 ? (Object) Pause.with("text") : new int[] {Pause.with(i)};
      try {
        target.out.append(new StringBuilder(Pause.with("new")).append(target.locked(i)));
      } catch (IllegalStateException e) {
        target.out.append(Pause.with(e.getMessage()));
      } finally {
        Pause.here();
      }
      thing = null;
      List list = null;
      if (i == 0) {
        list = new ArrayList();
      } else {
        list = new LinkedList();
      }
      list.add(thing);
      target.out.append(list.size());
    }
    return target.out.toString();
  }

  private synchronized long locked(int i) {
    long sum = 0;
    while (sum < 3) {
      synchronized (out) {
        sum += Pause.with(1L);
        if (i == 2) {
          throw new IllegalStateException(Pause.with("two"));
        }
        out.append(Thread.holdsLock(this)).append(Thread.holdsLock(out));
        Pause.here();
      }
    }
    return sum;
  }
}
