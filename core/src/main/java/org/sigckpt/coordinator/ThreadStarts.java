package org.sigckpt.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.sigckpt.barrier.RestartGate;
import org.sigckpt.barrier.RestartedRun;
import org.sigckpt.internals.RunDispatch;

/**
 * The threads of the program that a restart starts, in the order in which they were started before.
 *
 * <p>Those whose class has a {@code run} of its own begin in {@link RestartedRun} if they have
 * frames; others of the same class, which had not begun to run, are started when those have.
 */
final class ThreadStarts {
  private static final long LOOK_NANOS = 100_000;

  private final List<Start> starts = new ArrayList<>();
  private long virtualBytes;

  /**
   * @param resumes whether it has frames, and its class's {@code run} is to be left out; else it
   *     begins again, or is virtual
   */
  private record Start(Thread thread, long rebuildBytes, boolean resumes) {}

  void addResuming(Thread thread, long rebuildBytes) {
    starts.add(new Start(thread, rebuildBytes, true));
  }

  void addBeginning(Thread thread) {
    starts.add(new Start(thread, 0, false));
  }

  void addVirtual(Thread thread, long rebuildBytes) {
    virtualBytes = Math.max(virtualBytes, rebuildBytes);
    starts.add(new Start(thread, rebuildBytes, false));
  }

  /** No thread of the program may run yet, nor before this returns. */
  void run(ThreadHandler threads) throws Throwable {
    if (virtualBytes > 0) {
      VirtualStarts.makeRoom(virtualBytes);
    }
    List<Start> later = new ArrayList<>();
    try (RunDispatch dispatch = new RunDispatch(RestartedRun.class)) {
      for (Start each : starts) {
        if (each.resumes) {
          dispatch.redirect(each.thread.getClass());
        }
      }
      for (Start each : starts) {
        if (each.resumes || !dispatch.isRedirected(each.thread.getClass())) {
          threads.start(each.thread, each.rebuildBytes);
        } else {
          later.add(each);
        }
      }
      for (Start each : starts) {
        awaitEntered(each, dispatch);
      }
    }
    for (Start each : later) {
      threads.start(each.thread, each.rebuildBytes);
    }
  }

  private static void awaitEntered(Start each, RunDispatch dispatch) {
    while (each.resumes
        && dispatch.isRedirected(each.thread.getClass())
        && !RestartGate.hasEntered(each.thread)
        && each.thread.isAlive()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
