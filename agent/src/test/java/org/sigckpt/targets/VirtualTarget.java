package org.sigckpt.targets;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Virtual threads that ended, their executor, or, with an argument, one that sleeps unseen. */
public final class VirtualTarget {
  private static final List<Thread> ENDED = new ArrayList<>();
  private static volatile boolean slept;

  private VirtualTarget() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      sleeper();
      return;
    }
    Method open = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
    ExecutorService executor = (ExecutorService) open.invoke(null);
    List<Future<Integer>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      results.add(executor.submit(() -> number * number));
      ENDED.add(start(() -> {}));
    }
    for (Thread each : ENDED) {
      each.join();
    }
    executor.shutdown();
    while (!executor.isTerminated()) {
      Thread.onSpinWait();
    }
    Pauses.here();
    int sum = 0;
    for (Future<Integer> each : results) {
      sum += each.get();
    }
    System.out.println(sum + " " + ENDED.get(99).getState() + " " + executor.isTerminated());
    Thread late = start(() -> System.out.println("late"));
    late.join();
    ENDED.get(0).join();
    System.out.println("done");
  }

  private static void sleeper() throws ReflectiveOperationException {
    start(VirtualTarget::sleep);
    Pauses.here();
    System.out.println("awake");
    while (!slept) {
      Thread.onSpinWait();
    }
    System.out.println("slept");
  }

  private static void sleep() {
    try {
      Thread.sleep(4_000);
      slept = true;
    } catch (InterruptedException e) {
      System.out.println(e);
    }
  }

  private static Thread start(Runnable task) throws ReflectiveOperationException {
    return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
  }
}
