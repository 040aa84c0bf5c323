package org.sigckpt.stack.targets;

import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.sigckpt.stack.Pause;

/** Calls through lambda proxies, whose result has to be converted, and interface methods. */
public final class LambdasTarget {
  private LambdasTarget() {}

  interface Shape {
    int side();

    default int area() {
      int side = Pause.with(side());
      Pause.here();
      return side * side + offset(side);
    }

    private int offset(int side) {
      return Pause.with(side) + twice(1);
    }

    static int twice(int value) {
      return Pause.with(value) * 2;
    }
  }

  static final class Square implements Shape {
    @Override
    public int side() {
      return Pause.with(3);
    }
  }

  static final class Box {
    final String text;

    Box() {
      Pause.here();
      text = "box";
      Pause.here();
    }
  }

  public static Object run() {
    Function<String, Integer> length = LambdasTarget::lengthOf;
    ToLongFunction<String> wide = LambdasTarget::lengthOf;
    IntUnaryOperator unboxing = LambdasTarget::boxed;
    Supplier<Object> noLambda = () -> Pause.with("s");
    Runnable dropping = LambdasTarget::value;
    Shape shape = new Square();
    StringBuilder out = new StringBuilder();
    out.append(length.apply("abc")).append(wide.applyAsLong("abcd"));
    out.append(unboxing.applyAsInt(4)).append(noLambda.get());
    Supplier<Box> constructor = Box::new;
    out.append(constructor.get().text);
    dropping.run();
    return out.append(shape.area()).toString();
  }

  private static int lengthOf(String text) {
    Pause.here();
    return text.length();
  }

  private static Integer boxed(int value) {
    return Pause.with(value) + 1000;
  }

  private static long value() {
    return Pause.with(1L);
  }
}
