package org.sigckpt.coordinator;

import java.util.List;
import org.sigckpt.barrier.NotNowException;
import org.sigckpt.barrier.Participant;
import org.sigckpt.stack.FrameImage;

/**
 * Lets threads in class initialisers run on until all others stand.
 *
 * <p>Whoever uses a class that another thread initialises waits inside the VM, out of reach, until
 * the initialiser is through. If the thread that runs it stood, neither would come. But it may need
 * one of those that stand, to give it a lock for example; so this holds for every other try to stop
 * the threads only.
 *
 * <p><b>Threads.</b> {@link #require} runs on the threads of the program, the rest on the
 * coordinator's.
 */
final class InitialiserTurn {
  private static final String REASON =
      "it runs a class initialiser, for which threads wait that have not arrived";

  private volatile boolean mayStand = true;

  /**
   * @param number of the try, from 1 on
   */
  void beginTry(int number) {
    mayStand = number % 2 == 0;
  }

  /**
   * Returns if a thread with these frames may stand now.
   *
   * @throws NotNowException if not
   */
  void require(List<FrameImage> frames) throws NotNowException {
    if (mayStand) {
      return;
    }
    for (FrameImage frame : frames) {
      if (frame.method().equals("<clinit>")) {
        throw new NotNowException(REASON, true);
      }
    }
  }

  /** Ends their waiting if nobody else is missing. */
  void look(List<Participant> missing) {
    for (Participant each : missing) {
      NotNowException obstacle = each.obstacle();
      if (obstacle == null || !REASON.equals(obstacle.getMessage())) {
        return;
      }
    }
    mayStand = true;
  }
}
