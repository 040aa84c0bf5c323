package org.sigckpt.targets;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** Classes whose initialisers have failed, before and between the checkpoints. */
public final class FailedInitializerTarget {
  private static final List<Object> LEAKED = new ArrayList<>();

  private FailedInitializerTarget() {}

  private static class Failing {
    static final int VALUE = fail("Failing");

    static void use() {}
  }

  private static final class Child extends Failing {
    static {
      System.out.println("Child");
    }

    static void touch() {}
  }

  /** One object of it lives. */
  private static final class Leaking {
    final int number;

    static {
      LEAKED.add(new Leaking(7));
      fail("Leaking");
    }

    Leaking(int number) {
      this.number = number;
    }

    static void use() {}
  }

  private static final class Late {
    static final int VALUE = fail("Late");

    static void use() {}
  }

  private static final class Fine {
    static {
      System.out.println("Fine");
    }

    static void use() {}
  }

  private static int fail(String name) {
    System.out.println("initialising " + name);
    throw new IllegalArgumentException("in " + name, new IllegalStateException("cause"));
  }

  private static void attempt(Runnable use) {
    try {
      use.run();
      System.out.println("went well");
    } catch (LinkageError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      System.out.print(trace.toString().replaceAll("\\$\\$Lambda[^(]*", "lambda"));
    }
  }

  private static void all() {
    attempt(Failing::use);
    attempt(Child::touch);
    attempt(Leaking::use);
    attempt(() -> new Leaking(8));
  }

  public static void main(String[] arguments) {
    all();
    all();
    Pauses.here();
    all();
    attempt(Late::use);
    attempt(Late::use);
    System.out.println(((Leaking) LEAKED.get(0)).number + " of " + LEAKED.size());
    Pauses.here();
    all();
    attempt(Late::use);
    attempt(Fine::use);
  }
}
