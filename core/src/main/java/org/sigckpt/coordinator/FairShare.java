package org.sigckpt.coordinator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sigckpt.barrier.Courtesy;

/**
 * Sees to it that the coordinator gets ahead: where a hundred threads compute on two processors,
 * its second of work before the program has to stand would take a minute. Linux tells how long a
 * thread ran and how long it waited for a processor; when the waiting is many times the running,
 * the program is asked to give way, see {@link Courtesy}.
 *
 * <p>A program that had to be asked is asked again at once, while it has as many running threads.
 *
 * <p><b>Threads.</b> The coordinator's only.
 */
final class FairShare implements AutoCloseable {
  private static final Path STATISTICS = Path.of("/proc/thread-self/schedstat");
  private static final long NOTICEABLE_NANOS = 30_000_000;
  private static final int STARVED = 4;

  private long ranNanos;
  private long waitedNanos;
  private boolean isAsked;
  private boolean isStarved;

  /** Begins to look; to be closed when the program stands, or need not any more. */
  FairShare begin() {
    isAsked = false;
    if (isStarved && isCrowded()) {
      ask();
    }
    isStarved = isAsked;
    return this;
  }

  /** Called between the steps of the work. */
  void look() {
    if (isAsked) {
      return;
    }
    long[] now = statistics();
    long ran = now[0] - ranNanos;
    long waited = now[1] - waitedNanos;
    ranNanos = now[0];
    waitedNanos = now[1];
    if (waited > NOTICEABLE_NANOS && waited > STARVED * ran && isCrowded()) {
      ask();
    }
  }

  private void ask() {
    isAsked = true;
    isStarved = true;
    Courtesy.ask();
  }

  /** To ask helps only if it is the program that keeps the processors busy. */
  private static boolean isCrowded() {
    long running =
        ProgramThreads.live().stream()
            .filter(thread -> thread.getState() == Thread.State.RUNNABLE)
            .count();
    return running > 2L * Runtime.getRuntime().availableProcessors();
  }

  /** Returns how long this thread ran and how long it waited, in ns; zeros if that is not told. */
  private static long[] statistics() {
    try {
      String[] words = Files.readString(STATISTICS).trim().split(" ");
      return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    } catch (IOException | RuntimeException e) {
      return new long[2];
    }
  }

  @Override
  public void close() {
    Courtesy.end();
  }
}
