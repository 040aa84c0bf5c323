package org.sigckpt.classes;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** One lambda of each shape; every one answers {@link Supplier#get} or is adapted to it. */
@SuppressWarnings("unchecked")
final class LambdaShapes {
  /** A shape: the lambda, and what using it must give. */
  record Shape(String name, Object lambda, Function<Object, Object> use) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final int base = 40;

  private LambdaShapes() {}

  static List<Shape> all() {
    List<Shape> shapes = new ArrayList<>(new LambdaShapes().own());
    shapes.addAll(ofTheJdk());
    return shapes;
  }

  private List<Shape> own() {
    int i = 1;
    long l = 1L << 40;
    double d = 0.5;
    float f = 0.25f;
    boolean z = true;
    byte b = 3;
    char c = 'c';
    short s = 9;
    String text = "text";
    Supplier<String> captures = () -> i + " " + l + " " + d + " " + f + z + b + c + s + text;
    Supplier<Integer> instance = () -> base + 2;
    Supplier<String> nothing = () -> "nothing";
    Function<String, StringBuilder> constructor = StringBuilder::new;
    Supplier<Object> plainObject = () -> new Object().getClass();
    Supplier<Integer> bound = text::length;
    Function<String, Integer> unbound = String::length;
    Function<List<?>, Integer> unboundInterface = List::size;
    Supplier<Integer> serializable = (Supplier<Integer> & Serializable) () -> i + 5;
    Comparator<String> marked = (Comparator<String> & Runnable0) String::compareTo;
    IntBinaryOperator primitives = (x, y) -> x * y + i;
    Function<Integer, int[]> array = int[]::new;
    BiFunction<Integer, Integer, Integer> boxing = Math::max;
    Supplier<String> parents = super::toString;
    Supplier<Integer> privateMethod = this::secret;
    Generic<String> bridged = x -> x + "!";
    return List.of(
        supplier("captures all types", captures),
        supplier("instance lambda", instance),
        supplier("captures nothing", nothing),
        function("constructor reference", constructor, "x"),
        supplier("object", plainObject),
        supplier("bound reference", bound),
        function("unbound reference", unbound, "four"),
        function("unbound interface reference", unboundInterface, List.of(1, 2)),
        supplier("serializable", serializable),
        new Shape(
            "marker interface",
            marked,
            x -> ((Comparator<String>) x).compare("a", "b") + " " + (x instanceof Runnable0)),
        new Shape("primitives", primitives, x -> ((IntBinaryOperator) x).applyAsInt(3, 4)),
        new Shape("array", array, x -> ((Function<Integer, int[]>) x).apply(3).length),
        new Shape("boxing", boxing, x -> ((BiFunction<Integer, Integer, Integer>) x).apply(3, 4)),
        supplier("super reference", parents),
        supplier("private method", privateMethod),
        new Shape("bridge", bridged, x -> ((Generic<String>) x).apply("b")));
  }

  private static List<Shape> ofTheJdk() {
    return List.of(
        new Shape(
            "Comparator.comparing",
            Comparator.comparing(String::length),
            x -> ((Comparator<String>) x).compare("aa", "b")),
        function("Function.identity", Function.identity(), "same"),
        new Shape(
            "Predicate.negate",
            ((Predicate<String>) String::isEmpty).negate(),
            x -> ((Predicate<String>) x).test("")),
        new Shape(
            "Comparator.thenComparing",
            Comparator.comparing(String::length).thenComparing(Comparator.reverseOrder()),
            x -> ((Comparator<String>) x).compare("a", "b")));
  }

  private int secret() {
    return base + 99;
  }

  private static Shape supplier(String name, Supplier<?> lambda) {
    return new Shape(name, lambda, x -> ((Supplier<?>) x).get());
  }

  private static <T> Shape function(String name, Function<T, ?> lambda, T argument) {
    return new Shape(name, lambda, x -> ((Function<T, ?>) x).apply(argument).toString());
  }

  interface Runnable0 {}

  interface Raw<T> {
    Object apply(T argument);
  }

  interface Generic<T extends CharSequence> extends Raw<T> {
    @Override
    String apply(T argument);
  }
}
