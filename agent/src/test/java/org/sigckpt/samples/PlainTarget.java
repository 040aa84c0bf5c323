package org.sigckpt.samples;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** An ordinary program: threads, monitors, lambdas, streams, logging, its own class loader. */
public final class PlainTarget {
  private static int count;

  private PlainTarget() {}

  private static synchronized void increment() {
    count++;
  }

  private static final class Adder extends Thread {
    @Override
    public void run() {
      try {
        sleep(1);
      } catch (InterruptedException e) {
        return;
      }
      for (int i = 0; i < 1000; i++) {
        increment();
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    Adder adder = new Adder();
    adder.start();
    adder.join();
    Object lock = new Object();
    boolean[] done = new boolean[1];
    Thread setter =
        new Thread(
            () -> {
              synchronized (lock) {
                done[0] = true;
                lock.notifyAll();
              }
            });
    synchronized (lock) {
      setter.start();
      while (!done[0]) {
        lock.wait();
      }
    }
    ExecutorService pool = Executors.newFixedThreadPool(2);
    Future<Integer> sum = pool.submit(() -> IntStream.range(0, 1000).map(i -> i * 2).sum());
    System.out.println(count + " " + sum.get() + " " + new TreeMap<>(Map.of("a", 1, "b", 2)));
    pool.shutdown();
    Logger.getLogger("x").fine("not shown");
    System.out.println(Pattern.compile("(a+)b").matcher("xaab").replaceAll("$1"));
    Object loaded =
        new Samples.Loader()
            .loadClass("org.sigckpt.samples.Samples$Task")
            .getConstructor()
            .newInstance();
    System.out.println(loaded.getClass().getSimpleName());
    String extra = System.getProperty("load");
    if (extra != null) {
      ((Thread) Class.forName(extra).getConstructor().newInstance()).run();
      System.out.println("loaded " + extra);
    }
    System.err.println("to stderr");
  }
}
