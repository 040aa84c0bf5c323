package org.sigckpt.targets;

import com.sun.source.tree.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What belongs to the objects of classes: numbers made from their identity hash codes, kept where
 * no JDK table holds them, what ClassValue attaches to them; the caches of a VarHandle; classes to
 * which the VM adds methods that throw, because they inherit both default and abstract ones; the
 * lists of what a class declares, to which a restart adds methods; and its fields themselves.
 */
public final class ClassStateTarget {
  private ClassStateTarget() {}

  /** A key with a class in it, as caches of reflection have. */
  private record Key(Class<?> type, String name) {}

  private interface Named {
    String name();

    default String shown() {
      return "named " + name();
    }
  }

  private interface Never extends Named, Runnable {}

  private abstract static class Labelled implements Named {
    String label() {
      Pauses.here();
      return shown();
    }
  }

  /** Is under construction at a pause. */
  private static final class Shown {
    final String text;

    Shown(Labelled labelled) {
      text = labelled.label();
    }
  }

  private static final class Kept {
    @Deprecated List<? extends Number> numbers;
    final long[][] wide = {};
  }

  /** Defines {@link Kept} itself. */
  private static final class Own extends ClassLoader {
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Kept.class.getName())) {
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

  private static void declared(Class<?> type) {
    Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods())
        .flatMap(Stream::of)
        .map(Object::toString)
        .sorted()
        .forEach(System.out::println);
  }

  private static final class Counts extends ClassValue<int[]> {
    @Override
    protected int[] computeValue(Class<?> type) {
      System.out.println("computed for " + type.getName());
      if (type == Never.class) {
        Pauses.here();
      }
      return new int[1];
    }
  }

  private static final Counts COUNTS = new Counts();
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

  private static void count() {
    for (Class<?> type : List.<Class<?>>of(String.class, Key.class, int[].class, Never.class)) {
      System.out.println(type + " " + ++COUNTS.get(type)[0]);
    }
  }

  private static final List<Class<?>> TYPES =
      List.of(
          Object.class,
          String.class,
          int.class,
          List.class,
          TimeUnit.class,
          java.text.MessageFormat.class,
          java.math.BigDecimal[].class,
          ClassStateTarget.class,
          Key.class,
          Key[][].class,
          Never.class);

  public static void main(String[] arguments) throws ClassNotFoundException {
    Map<String, Integer> remembered = new LinkedHashMap<>();
    Map<Key, String> byKey = new LinkedHashMap<>();
    // Of a JDK module that the application loader defines.
    Map<Object, String> byKind = new HashMap<>(Map.of(Tree.Kind.CLASS, "class"));
    for (Class<?> type : TYPES) {
      remembered.put(type.getName(), System.identityHashCode(type));
      byKey.put(new Key(type, "x"), type.getName());
    }
    COUNTS.get(long.class);
    COUNTS.remove(long.class);
    System.out.println(ELEMENT.toMethodHandle(VarHandle.AccessMode.GET).type());
    Field[] kept = new Own().loadClass(Kept.class.getName()).getDeclaredFields();
    count();
    for (Class<?> type : TYPES) {
      boolean same = remembered.get(type.getName()) == System.identityHashCode(type);
      System.out.println(byKey.get(new Key(type, "x")) + " " + same);
    }
    count();
    Labelled labelled =
        new Labelled() {
          @Override
          public String name() {
            return "x";
          }
        };
    new ArrayList<>(List.of(labelled)).forEach(each -> System.out.println(new Shown(each).text));
    for (Field field : kept) {
      System.out.println(
          field.toGenericString()
              + " "
              + field.getType()
              + field.isAnnotationPresent(Deprecated.class));
    }
    List.of(Shown.class, Labelled.class, ClassStateTarget.class, ArrayList.class)
        .forEach(ClassStateTarget::declared);
    System.out.println(byKind.get(Tree.Kind.CLASS) + byKind.containsKey(Tree.Kind.METHOD));
    count();
    COUNTS.get(long.class);
    System.out.println(ELEMENT.toMethodHandle(VarHandle.AccessMode.GET).type());
  }
}
