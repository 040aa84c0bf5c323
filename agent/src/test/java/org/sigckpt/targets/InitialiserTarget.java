package org.sigckpt.targets;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * While main stands at its pauses, four threads at a time use the same class for the first time, so
 * that three wait inside the VM for the fourth, which runs the initialiser; over and over again.
 */
public final class InitialiserTarget {
  private static final int USERS = 4;
  private static volatile boolean ended;

  private InitialiserTarget() {}

  /** Each loader has its own, and its own {@link Slow}. */
  public static final class User implements IntSupplier {
    @Override
    public int getAsInt() {
      return Slow.value;
    }
  }

  /** Takes its time. */
  static final class Slow {
    static int value = compute();

    private Slow() {}

    private static int compute() {
      int x = 1;
      long end = System.nanoTime() + 30_000_000;
      for (int i = 0; i < 1_000 || System.nanoTime() - end < 0; i++) {
        x = i < 1_000 ? x * 31 + i : x;
      }
      return x;
    }
  }

  private static final class Own extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(InitialiserTarget.class.getName() + "$")) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /** Returns how many threads saw another value than the first did. */
  private static int round() throws Exception {
    Class<?> type = new Own().loadClass(User.class.getName());
    IntSupplier user = (IntSupplier) type.getDeclaredConstructor().newInstance();
    List<Thread> threads = new ArrayList<>();
    AtomicInteger sum = new AtomicInteger();
    for (int i = 0; i < USERS; i++) {
      Thread thread =
          new Thread(
              () -> {
                sum.addAndGet(user.getAsInt());
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread each : threads) {
      each.join();
    }
    return sum.get() == USERS * Slow.value ? 0 : 1;
  }

  public static void main(String[] arguments) throws Exception {
    int[] wrong = new int[1];
    Thread rounds =
        new Thread(
            () -> {
              try {
                while (!ended) {
                  wrong[0] += round();
                }
              } catch (Exception e) {
                e.printStackTrace();
              }
            });
    rounds.start();
    Pauses.here();
    System.out.println("first");
    Pauses.here();
    ended = true;
    rounds.join();
    System.out.println("wrong rounds: " + wrong[0]);
  }
}
