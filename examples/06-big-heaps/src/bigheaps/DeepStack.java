package bigheaps;

/**
 * A stack of many frames, 5,000 unless told otherwise, with locals of every kind, checked on the
 * way back.
 */
public final class DeepStack {
  /** Room for 5,000 interpreted frames several times over; the default of 1 MiB is too little. */
  private static final long STACK_BYTES = 64L << 20;

  private final Linger linger;
  private long mismatches;
  private long found;

  private DeepStack(Linger linger) {
    this.linger = linger;
  }

  /** Arguments: frame count, seconds to linger, {@code busy} or {@code sleep}. */
  public static void main(String[] args) throws InterruptedException {
    int depth = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    DeepStack stack = new DeepStack(Linger.parse(args, 1));
    long expected = expected(depth);
    System.out.println("built stack frames=" + depth + " checksum=" + Long.toHexString(expected));
    Thread thread = new Thread(null, () -> stack.begin(depth), "deep", STACK_BYTES);
    thread.start();
    thread.join();
    Verdict.print(expected, stack.mismatches == 0 ? stack.found : ~expected);
  }

  private static long expected(int depth) {
    long sum = 7;
    for (int level = 1; level <= depth; level++) {
      sum = sum * 31 + level;
    }
    return sum;
  }

  private void begin(int depth) {
    try {
      found = descend(depth, "bottom");
    } catch (InterruptedException e) {
      mismatches++;
    }
  }

  private long descend(int level, String caller) throws InterruptedException {
    if (level == 0) {
      linger.run();
      return 7;
    }
    int number = level * 3;
    double ratio = level / 7.0;
    long wide = level * 0x9E3779B97F4A7C15L;
    String name = "level " + level;
    long below = descend(level - 1, name);
    if (number != level * 3 || ratio != level / 7.0 || wide != level * 0x9E3779B97F4A7C15L) {
      mismatches++;
    }
    if (!name.equals("level " + level) || caller.isEmpty()) {
      mismatches++;
    }
    return below * 31 + level;
  }
}
