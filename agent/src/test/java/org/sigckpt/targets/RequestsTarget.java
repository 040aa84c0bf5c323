package org.sigckpt.targets;

import java.lang.ref.Cleaner;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sigckpt.Checkpoint;
import org.sigckpt.CheckpointException;

/** Asks for a checkpoint at an unusual place, which the argument names. */
public final class RequestsTarget {
  private RequestsTarget() {}

  private static String ask() {
    try {
      return Checkpoint.now().name();
    } catch (CheckpointException e) {
      return e.getMessage();
    }
  }

  /** Its initialiser is in progress at the checkpoint. */
  private static final class Initialised {
    static final String OUTCOME = "in <clinit> " + ask();

    private Initialised() {}
  }

  private static void askInCleaner() throws InterruptedException {
    CountDownLatch cleaned = new CountDownLatch(1);
    Cleaner.create()
        .register(
            new Object(),
            () -> {
              System.out.println("in cleaner " + ask());
              cleaned.countDown();
            });
    while (!cleaned.await(10, TimeUnit.MILLISECONDS)) {
      System.gc();
    }
  }

  private static final CountDownLatch FINALIZED = new CountDownLatch(1);

  /** Asks on a thread of the JVM. */
  private static final class Finalized {
    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() {
      System.out.println("in finalizer " + ask());
      FINALIZED.countDown();
    }
  }

  private static void askInFinalizer() throws InterruptedException {
    new Finalized();
    while (!FINALIZED.await(10, TimeUnit.MILLISECONDS)) {
      System.gc();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    switch (arguments[0]) {
      case "exit" -> {
        Thread hook = new Thread(() -> System.out.println("in hook " + ask()));
        Runtime.getRuntime().addShutdownHook(hook);
        System.exit(3);
      }
      case "clinit" -> System.out.println(Initialised.OUTCOME);
      case "timer" -> {
        Timer timer = new Timer();
        timer.schedule(
            new TimerTask() {
              @Override
              public void run() {
                System.out.println("in timer " + ask());
                timer.cancel();
              }
            },
            1);
      }
      case "cleaner" -> askInCleaner();
      default -> askInFinalizer();
    }
  }
}
