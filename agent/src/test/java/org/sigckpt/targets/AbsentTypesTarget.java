package org.sigckpt.targets;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntUnaryOperator;

/** A class that mentions types which are not there, as libraries do of optional dependencies. */
public final class AbsentTypesTarget {
  private AbsentTypesTarget() {}

  /** Not to be had from the loader of {@link Holder}. */
  public static final class Absent {}

  /** Mentions Absent in fields and methods. */
  public static final class Holder implements IntUnaryOperator {
    private static Absent none;
    private static int calls = 7;
    private Absent optional;
    private final Absent[] several = null;
    private long number = 1L << 40;
    private final String text = "held";

    /** Never called. */
    public Absent exchange(Absent other) {
      Absent before = optional;
      optional = other;
      none = before;
      return before;
    }

    private static Absent pause(Absent nothing, int x) {
      Pauses.here();
      return x > 0 ? new Absent() : nothing;
    }

    @Override
    public synchronized int applyAsInt(int x) {
      calls++;
      if (x < 0) {
        pause(null, x);
      }
      number++;
      return (int) (number >> 40) + calls + text.length() + (several == null ? 0 : 100);
    }
  }

  private static final class WithoutAbsent extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.endsWith("Absent")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.endsWith("Holder")) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in = Holder.class.getResourceAsStream("AbsentTypesTarget$Holder.class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  public static void main(String[] arguments) throws ReflectiveOperationException {
    String name = AbsentTypesTarget.class.getName() + "$Holder";
    Class<?> type = Class.forName(name, true, new WithoutAbsent());
    IntUnaryOperator holder = (IntUnaryOperator) type.getDeclaredConstructor().newInstance();
    System.out.println(holder.applyAsInt(-1));
    System.out.println(holder.applyAsInt(-2));
    System.out.println(holder.applyAsInt(0));
    try {
      System.out.println(type.getDeclaredFields().length);
    } catch (NoClassDefFoundError e) {
      System.out.println(e.getMessage());
    }
  }
}
