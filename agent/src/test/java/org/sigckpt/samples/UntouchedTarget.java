package org.sigckpt.samples;

import java.util.concurrent.ForkJoinPool;

/** What a program may still decide in main, and which threads of strangers it sees. */
public final class UntouchedTarget {
  private UntouchedTarget() {}

  public static void main(String[] arguments) {
    System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "3");
    System.out.println("common pool of " + ForkJoinPool.commonPool().getParallelism());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().contains("sigckpt")) {
        System.out.println(thread);
      }
    }
  }
}
