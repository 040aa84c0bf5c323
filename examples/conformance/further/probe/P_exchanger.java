package probe;

import java.util.concurrent.*;

/** Two threads exchange filled and empty buffers, with and without time limits. */
public class P_exchanger {
  public static void main(String[] args) throws Exception {
    Exchanger<int[]> exchanger = new Exchanger<>();
    long[] sums = new long[2];
    Thread[] threads = new Thread[2];
    for (int t = 0; t < 2; t++) {
      int me = t;
      threads[t] = new Thread(() -> {
        try {
          int[] buffer = {me, 0};
          for (int i = 0; i < 600; i++) {
            buffer[1] = buffer[1] * 31 + i + me;
            if (i % 200 == 100 && me == 0) {
              Pause.here();
            }
            buffer = i % 2 == 0 ? exchanger.exchange(buffer) : exchanger.exchange(buffer, 1, TimeUnit.HOURS);
            sums[me] = sums[me] * 17 + buffer[1];
          }
        } catch (InterruptedException | TimeoutException e) {
          sums[me] = -1;
        }
      });
      threads[t].start();
    }
    threads[0].join();
    threads[1].join();
    String late;
    try {
      late = "" + exchanger.exchange(new int[1], 30, TimeUnit.MILLISECONDS).length;
    } catch (TimeoutException e) {
      late = "timeout";
    }
    System.out.println("FINAL " + sums[0] + " " + sums[1] + " " + late);
  }
}
