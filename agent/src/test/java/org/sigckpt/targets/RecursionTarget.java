package org.sigckpt.targets;

/** Five thousand frames, with operands on their stacks. */
public final class RecursionTarget {
  private static final int DEPTH = 5000;

  private RecursionTarget() {}

  private static long down(int depth, long wide, String text) {
    if (depth == 0) {
      Pauses.here();
      return text.length();
    }
    int local = depth * 31;
    long result = wide * 3 + down(depth - 1, wide + depth, text) * (local % 2 + 1) % 1_000_003;
    return result + local;
  }

  public static void main(String[] arguments) {
    System.out.println(down(DEPTH, 1, "ab") + " " + down(3, 1, "abc"));
  }
}
