package org.sigckpt.targets;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.SwitchPoint;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.ArrayList;
import java.util.List;

/**
 * Pauses on top of one stack that goes through every kind of linked call: string concatenation,
 * record methods, and each combinator of method handles, with the pause in each of its parts.
 */
public final class LinkedCallsTarget {
  private static final Lookup LOOKUP = MethodHandles.lookup();
  private static final List<Step> STEPS = new ArrayList<>();
  private static final MutableCallSite SITE = new MutableCallSite(methodType(int.class, int.class));
  private static final MethodHandle INVOKER = SITE.dynamicInvoker();
  private static final SwitchPoint SWITCH = new SwitchPoint();
  private static MethodHandle next;

  /** One storey of the stack: calls {@link #next} in its own way. */
  private interface Step {
    int call(int level) throws Throwable;
  }

  /** Goes on in the methods that the compiler does not write. */
  private record Pair(String name, Going going, long number) {}

  private static final class Going {
    private final int level;

    Going(int level) {
      this.level = level;
    }

    @Override
    public String toString() {
      return "<" + next(level) + ">";
    }

    @Override
    public int hashCode() {
      return next(level);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Going && next(level) != 0;
    }
  }

  private static final class Made {
    private final int result;

    Made(int level) {
      result = next(level);
    }
  }

  private static int next(int level) {
    try {
      return step(level);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int step(int level) throws Throwable {
    if (level < STEPS.size()) {
      return STEPS.get(level).call(level + 1) * 31 + level;
    }
    Pauses.here();
    StringBuilder trace = new StringBuilder();
    for (StackTraceElement each : new Throwable().getStackTrace()) {
      // Some resume methods have names of their own.
      String name = each.getMethodName();
      boolean isRenamed = name.startsWith("sigckpt$") || name.endsWith("Privileged");
      trace.append(isRenamed || name.startsWith("<") ? '!' : name.charAt(0));
    }
    System.out.println(trace);
    return 1;
  }

  /** The VM looks for frames of this call. */
  @SuppressWarnings("removal")
  private static int privileged(int level) {
    PrivilegedAction<Integer> action =
        () -> next(level) + (AccessController.getContext() == null ? 1 : 0);
    return AccessController.doPrivileged(action);
  }

  private static boolean test(int level) {
    return next(level) != 0;
  }

  private static long wide(int level, long other) {
    return next(level) + other;
  }

  private static double floating(int level, double other) {
    return next(level) + other;
  }

  private static byte narrow(int level) {
    return (byte) next(level);
  }

  private static char letter(int level) {
    return (char) next(level);
  }

  private static void nothing(int level) {
    next(level);
  }

  private static String text(int level) {
    return Integer.toHexString(next(level));
  }

  private static int throwing(int level) {
    throw new IllegalArgumentException("thrown " + next(level));
  }

  private static int caught(IllegalArgumentException thrown, int level) {
    return thrown.getMessage().hashCode() + level;
  }

  private static int catching(IllegalArgumentException thrown, int level) {
    return thrown.getMessage().length() + next(level);
  }

  private static int fail(int level) {
    throw new IllegalArgumentException("at " + level);
  }

  private static int after(Throwable thrown, int result, int level) {
    return result + (thrown == null ? next(level) : level);
  }

  private static int sum(int... numbers) {
    int sum = next(numbers[0]);
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static int add(int x, int y) {
    return x * 7 + y;
  }

  private static int body(int sum, int i, int level) {
    return i == 1 ? sum + next(level) : sum + i;
  }

  private int instance(int level, String text) {
    return next(level) + text.length();
  }

  private static MethodHandle find(String name, Class<?> returned, Class<?>... parameters) {
    try {
      return LOOKUP.findStatic(LinkedCallsTarget.class, name, methodType(returned, parameters));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void handle(MethodHandle handle) {
    STEPS.add(level -> (int) handle.invokeExact(level));
  }

  /** By {@code invoke}, which converts. */
  private static void converted(MethodHandle handle) {
    STEPS.add(level -> (int) handle.invoke((Integer) level));
  }

  private static void plain() {
    STEPS.add(
        level -> ("a" + level + new Going(level) + 2.5 + 'c' + (byte) 3 + 1L + true).hashCode());
    STEPS.add(level -> (new Going(level) + "x" + new StringBuilder("y")).hashCode());
    STEPS.add(level -> new Pair("name", new Going(level), 1L << 40).hashCode());
    STEPS.add(level -> new Pair("name", new Going(level), 5).toString().length());
    STEPS.add(
        level -> {
          Pair one = new Pair("name", new Going(level), 5);
          return one.equals(new Pair("name", new Going(level + 1), 5)) ? 2 : 3;
        });
    STEPS.add(LinkedCallsTarget::privileged);
    STEPS.add(level -> (int) next.invokeExact(level));
    STEPS.add(level -> (int) next.invokeWithArguments(level));
    STEPS.add(level -> (int) next.invokeWithArguments(List.of(level)));
  }

  private static void results() {
    MethodType fixed = methodType(int.class, int.class);
    STEPS.add(level -> (boolean) find("test", boolean.class, int.class).invokeExact(level) ? 1 : 2);
    STEPS.add(level -> (byte) find("narrow", byte.class, int.class).invokeExact(level));
    STEPS.add(level -> (char) find("letter", char.class, int.class).invokeExact(level));
    STEPS.add(
        level -> {
          find("nothing", void.class, int.class).invokeExact(level);
          return 4;
        });
    MethodHandle wide =
        MethodHandles.insertArguments(find("wide", long.class, int.class, long.class), 1, 1L << 35);
    STEPS.add(level -> Long.hashCode((long) wide.invokeExact(level)));
    MethodHandle floating =
        MethodHandles.insertArguments(
            find("floating", double.class, int.class, double.class), 1, 0.25);
    STEPS.add(level -> Double.hashCode((double) floating.invokeExact(level)));
    handle(MethodHandles.explicitCastArguments(wide, fixed));
    converted(find("narrow", byte.class, int.class));
    converted(next.asType(methodType(Integer.class, Object.class)));
    STEPS.add(level -> ((String) find("text", String.class, int.class).invoke(level)).length());
  }

  private static void combinators() throws ReflectiveOperationException {
    MethodHandle identity = MethodHandles.identity(int.class);
    MethodHandle test = find("test", boolean.class, int.class);
    MethodHandle add = find("add", int.class, int.class, int.class);
    MethodHandle fail = find("fail", int.class, int.class);
    handle(MethodHandles.guardWithTest(test, identity, fail));
    handle(
        MethodHandles.guardWithTest(
            MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, int.class),
            fail,
            next));
    handle(MethodHandles.filterArguments(identity, 0, next));
    handle(MethodHandles.filterReturnValue(next, MethodHandles.insertArguments(add, 0, 5)));
    handle(MethodHandles.insertArguments(MethodHandles.collectArguments(add, 1, next), 0, 9));
    handle(MethodHandles.foldArguments(add, next));
    handle(
        MethodHandles.permuteArguments(
            MethodHandles.filterArguments(add, 1, next), methodType(int.class, int.class), 0, 0));
    handle(
        MethodHandles.filterReturnValue(
            find("sum", int.class, int[].class).asCollector(int[].class, 1), identity));
    STEPS.add(
        level ->
            (int)
                find("sum", int.class, int[].class)
                    .asVarargsCollector(int[].class)
                    .invoke(level, 3, 4));
    handle(
        MethodHandles.catchException(
            find("throwing", int.class, int.class),
            IllegalArgumentException.class,
            find("caught", int.class, IllegalArgumentException.class, int.class)));
    handle(
        MethodHandles.catchException(
            fail,
            IllegalArgumentException.class,
            find("catching", int.class, IllegalArgumentException.class, int.class)));
    MethodHandle after = find("after", int.class, Throwable.class, int.class, int.class);
    handle(MethodHandles.tryFinally(identity, after));
    handle(
        MethodHandles.catchException(
            MethodHandles.tryFinally(
                find("throwing", int.class, int.class),
                MethodHandles.dropArguments(identity, 0, Throwable.class, int.class)),
            IllegalArgumentException.class,
            find("caught", int.class, IllegalArgumentException.class, int.class)));
    handle(
        MethodHandles.countedLoop(
            MethodHandles.dropArguments(MethodHandles.constant(int.class, 3), 0, int.class),
            identity,
            find("body", int.class, int.class, int.class, int.class)));
    MethodHandle ignoring = MethodHandles.dropArguments(next, 0, int.class);
    handle(MethodHandles.insertArguments(MethodHandles.tableSwitch(add, add, ignoring), 0, 1));
    handle(
        MethodHandles.insertArguments(
            LOOKUP.bind(
                new LinkedCallsTarget(),
                "instance",
                methodType(int.class, int.class, String.class)),
            1,
            "bound"));
    handle(
        MethodHandles.filterReturnValue(
            LOOKUP.findConstructor(Made.class, methodType(void.class, int.class)),
            LOOKUP.findGetter(Made.class, "result", int.class)));
    handle(INVOKER);
    handle(SWITCH.guardWithTest(next, fail));
    handle(MethodHandles.exactInvoker(next.type()).bindTo(next));
    handle(MethodHandles.invoker(next.type()).bindTo(find("narrow", byte.class, int.class)));
  }

  public static void main(String[] arguments) throws Throwable {
    next = find("next", int.class, int.class);
    SITE.setTarget(next);
    plain();
    results();
    combinators();
    System.out.println(STEPS.size() + " storeys: " + next(0));
    System.out.println(STEPS.size() + " storeys: " + next(1));
  }
}
