package bigheaps;

import java.util.Locale;

/**
 * Passes a given time, busy or asleep, so that a checkpoint finds the program with all its memory
 * built.
 */
final class Linger {
  private final int seconds;
  private final boolean busy;

  private Linger(int seconds, boolean busy) {
    this.seconds = seconds;
    this.busy = busy;
  }

  static Linger parse(String[] args, int first) {
    int seconds = args.length > first ? Integer.parseInt(args[first]) : 30;
    String how = args.length > first + 1 ? args[first + 1].toLowerCase(Locale.ROOT) : "sleep";
    if (!how.equals("busy") && !how.equals("sleep")) {
      throw new IllegalArgumentException("Cannot linger: " + how + " (expected busy or sleep)");
    }
    return new Linger(seconds, how.equals("busy"));
  }

  /** Prints one line per second; the count of lines, not a clock, decides when it is over. */
  void run() throws InterruptedException {
    for (int second = 1; second <= seconds; second++) {
      if (busy) {
        long end = System.nanoTime() + 1_000_000_000L;
        long turns = 0;
        while (System.nanoTime() - end < 0) {
          turns++;
        }
        if (turns == 0) {
          throw new IllegalStateException("the clock went from " + end + " past its end at once");
        }
      } else {
        Thread.sleep(1_000);
      }
      System.out.println("second " + second);
    }
  }
}
