package probe;

/** Some thousand frames in the main thread. */
public class P_deep_main {
  static long spin;

  static long down(int n, long a, double b, String c) {
    if (n == 0) {
      for (int i = 0; i < 300_000; i++) {
        spin = spin * 31 + i;
        if (i == 150_000) {
          Pause.here();
        }
      }
      return a;
    }
    try {
      return down(n - 1, a * 31 + n, b / 2, c) + c.length() + (long) b;
    } finally {
      spin += n;
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 4; i++) {
      sum = sum * 31 + down(1500, i, 1e9, "text");
    }
    System.out.println("FINAL " + sum + " " + spin);
  }
}
