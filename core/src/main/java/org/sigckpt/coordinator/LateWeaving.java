package org.sigckpt.coordinator;

import java.util.HashSet;
import java.util.Set;

/**
 * Weaves what is not woven yet, before a checkpoint, and waits until no thread stands in the old
 * code of such a class: a frame there has no polls, and its bytecode indices are others.
 */
final class LateWeaving {
  private static final int LOOKS = 100;
  private static final long PAUSE_MILLIS = 10;

  /** Woven late, and not known to be left by all threads. */
  private final Set<String> classNames = new HashSet<>();

  /**
   * Called while the program runs.
   *
   * @throws CheckpointRefusedException if a thread does not leave such a class
   */
  void run(Jvm jvm) throws CheckpointRefusedException {
    classNames.addAll(jvm.weaveTheMissed());
    for (int look = 1; !classNames.isEmpty(); look++) {
      StackTraceElement inside = findFrame();
      if (inside == null) {
        classNames.clear();
      } else if (look == LOOKS) {
        throw new CheckpointRefusedException(
            "Cannot checkpoint: a thread stands in "
                + inside
                + ", which was made ready for checkpoints only now, and has not left it. The program"
                + " goes on. Try again later.");
      } else {
        pause();
      }
    }
  }

  private StackTraceElement findFrame() {
    for (Thread thread : ProgramThreads.live()) {
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (classNames.contains(frame.getClassName())) {
          return frame;
        }
      }
    }
    return null;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
