package probe;

import java.util.*;

/** Requests for impossible arrays fail, and the program handles it. */
public class P_out_of_memory {
  static int caught;

  static long grab(int n) {
    long[][] hold = new long[3][];
    try {
      hold[0] = new long[n % 10];
      hold[1] = new long[Integer.MAX_VALUE];
      return hold[1].length;
    } catch (OutOfMemoryError e) {
      if (++caught % 20 == 1) {
        Pause.here();
      }
      return hold[0].length + (e.getMessage() == null ? 0 : 5);
    } finally {
      hold[2] = new long[] {caught};
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 400; i++) {
      sum = sum * 31 + grab(i);
      try {
        new ArrayList<>(Collections.nCopies(Integer.MAX_VALUE, "x")).size();
      } catch (OutOfMemoryError | IllegalArgumentException e) {
        sum += 7;
        if (i % 50 == 9) {
          Pause.here();
        }
      }
    }
    System.out.println("FINAL " + sum + " " + caught);
  }
}
