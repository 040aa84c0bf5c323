package org.sigckpt.targets;

import java.io.File;

/**
 * Where a target stands while its harness acts: says so on standard output, and goes on when the
 * file {@code go-N} is in the working directory.
 */
public final class Pauses {
  private static int count;

  private Pauses() {}

  /** Returns when the file is there. */
  public static void here() {
    count++;
    File go = new File("go-" + count);
    System.out.println("PAUSE " + count);
    long spins = 0;
    while (!go.exists()) {
      for (int i = 0; i < 10_000; i++) {
        spins += i ^ count;
      }
    }
    if (spins == -1) {
      System.out.println("never");
    }
  }
}
