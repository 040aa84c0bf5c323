package org.sigckpt.samples;

/** Runs synchronized blocks until they are compiled. */
public final class HotMonitorTarget {
  private static int sum;

  private HotMonitorTarget() {}

  private static void work(Object a, Object b) {
    for (int i = 0; i < 10; i++) {
      synchronized (a) {
        sum++;
        synchronized (b) {
          sum += i;
        }
      }
      synchronized (b) {
        do {
          sum++;
        } while ((sum & 1) != 0);
      }
    }
  }

  public static void main(String[] arguments) {
    Object a = new Object();
    Object b = new Object();
    for (int i = 0; i < 200_000; i++) {
      work(a, b);
    }
    System.out.println("done");
  }
}
