package probe;

import java.util.*;

/** Tens of thousands of frames in a thread with a large stack, through recursion, callbacks and synchronized methods. */
public class P_deep_thread {
  static long spin;

  static long plain(int n, long wide) {
    if (n == 0) {
      Pause.here();
      for (int i = 0; i < 200_000; i++) {
        spin = spin * 31 + i;
      }
      return wide;
    }
    return n % 2 == 0 ? plain(n - 1, wide * 31 + n) + 1 : locked(n, wide) - 1;
  }

  static synchronized long locked(int n, double wide) {
    return plain(n - 1, (long) wide % 1000 + n);
  }

  static long locked(int n, long wide) {
    return n % 100 == 1 ? locked(n, (double) wide) : plain(n - 1, wide ^ n);
  }

  static int compare(int n) {
    if (n == 0) {
      Pause.here();
      return 1;
    }
    List<Integer> two = Arrays.asList(n, n - 1);
    two.sort((a, b) -> a < b ? compare(n - 1) : -compare(n - 1) + (a - b) * 0);
    return two.get(0) == n ? 1 : 2;
  }

  public static void main(String[] args) throws Exception {
    long[] results = new long[2];
    Thread a = new Thread(null, () -> results[0] = plain(20_000, 1), "deep", 64 << 20);
    Thread b = new Thread(null, () -> results[1] = compare(300), "callbacks", 16 << 20);
    a.start();
    b.start();
    a.join();
    b.join();
    System.out.println("FINAL " + results[0] + " " + results[1] + " " + spin);
  }
}
