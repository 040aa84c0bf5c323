package org.sigckpt.classes;

import java.util.function.Supplier;

/** Classes for loaders of their own; public, because each loader makes its own package of them. */
public final class Island {
  private Island() {}

  /** An interface. */
  public interface Named {
    String name();
  }

  /** A superclass. */
  public abstract static class Base implements Named {
    static int counter;

    public String twice() {
      return name() + name();
    }
  }

  /** A class whose verification needs others. */
  public static final class Leaf extends Base {
    /** Returns a lambda that captures this object. */
    public Supplier<String> lambda(int times) {
      return () -> name().repeat(times);
    }

    @Override
    public String name() {
      Supplier<Named> self = () -> counter++ < 0 ? new Other() : this;
      return self.get() == this ? "leaf" : "other";
    }
  }

  /** Another subclass. */
  public static final class Other extends Base {
    @Override
    public String name() {
      return "other";
    }
  }
}
