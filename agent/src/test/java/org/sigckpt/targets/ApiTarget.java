package org.sigckpt.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.sigckpt.Checkpoint;

/**
 * Asks for its own checkpoints: from main, then, with an argument, from several threads at once.
 */
public final class ApiTarget {
  private ApiTarget() {}

  private static void ask(List<String> outcomes) {
    String outcome = Checkpoint.now().name();
    synchronized (outcomes) {
      outcomes.add(outcome);
    }
  }

  private static void askTogether(int count, List<String> outcomes) throws InterruptedException {
    CyclicBarrier together = new CyclicBarrier(count);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  together.await();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                ask(outcomes);
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    List<String> outcomes = new ArrayList<>();
    System.out.println("before");
    if (arguments.length == 0) {
      ask(outcomes);
    } else {
      askTogether(Integer.parseInt(arguments[0]), outcomes);
    }
    System.out.println("after " + outcomes);
  }
}
