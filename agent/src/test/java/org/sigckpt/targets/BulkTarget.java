package org.sigckpt.targets;

import java.util.Random;

/** Enough bytes that writing them takes its time. */
public final class BulkTarget {
  private BulkTarget() {}

  public static void main(String[] arguments) {
    byte[][] bulk = new byte[96][1 << 20];
    Random random = new Random(1);
    for (byte[] each : bulk) {
      random.nextBytes(each);
    }
    Pauses.here();
    bulk[0][0] = 1;
    Pauses.here();
    long sum = 0;
    for (byte[] each : bulk) {
      for (byte one : each) {
        sum = sum * 31 + one;
      }
    }
    System.out.println(sum);
  }
}
