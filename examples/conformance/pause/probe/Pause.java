package probe;

import java.io.File;
import java.util.concurrent.atomic.AtomicInteger;
import org.sigckpt.Checkpoint;
import org.sigckpt.CheckpointException;
import org.sigckpt.Outcome;

/**
 * The pause point of the conformance programs: takes a checkpoint at the first pause of a life.
 *
 * <p>A first life has one unless {@code -Dprobe.pause=none} is given; a restarted life has another
 * one if there is a file {@code again} in its working directory.
 */
public final class Pause {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final AtomicInteger LEFT =
      new AtomicInteger("none".equals(System.getProperty("probe.pause")) ? 0 : 1);

  private Pause() {}

  /** Takes a checkpoint if one is due, and prints what came of it. */
  public static void here() {
    int number = COUNT.incrementAndGet();
    if (LEFT.get() <= 0 || LEFT.getAndDecrement() <= 0) {
      return;
    }
    try {
      Outcome outcome = Checkpoint.now();
      if (outcome == Outcome.RESTARTED && new File("again").exists()) {
        LEFT.incrementAndGet();
      }
      System.out.println("PAUSE " + number + " " + outcome);
    } catch (CheckpointException e) {
      System.out.println("PAUSE " + number + " REFUSED " + e.getMessage().replace('\n', ' '));
    }
  }
}
