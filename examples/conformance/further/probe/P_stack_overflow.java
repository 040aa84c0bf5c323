package probe;

/** The program overflows its stack on purpose, handles that, and goes on. */
public class P_stack_overflow {
  static int deepest;
  static int finals;

  static long down(int n, long wide) {
    deepest = n;
    try {
      return down(n + 1, wide + n) + 1;
    } finally {
      finals++;
    }
  }

  static int guarded(int n) {
    try {
      return n < 40 ? guarded(n + 1) + 1 : (int) down(0, 0);
    } catch (StackOverflowError e) {
      if (n % 10 == 0) {
        Pause.here();
      }
      return n % 20 == 0 ? 1 : rethrow(e);
    }
  }

  static int rethrow(StackOverflowError e) {
    throw e;
  }

  public static void main(String[] args) throws Exception {
    int sum = 0;
    for (int i = 0; i < 30; i++) {
      deepest = 0;
      sum += guarded(0);
      sum += deepest > 200 ? 100 : 0;
    }
    int[] inThread = new int[1];
    Thread t = new Thread(null, () -> inThread[0] = guarded(0), "small", 256 << 10);
    t.start();
    t.join();
    System.out.println("FINAL " + sum + " " + inThread[0] + " " + (finals > 1000));
  }
}
