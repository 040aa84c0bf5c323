package org.sigckpt.targets;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MutableCallSite;
import java.lang.invoke.SwitchPoint;
import java.lang.invoke.VarHandle;
import java.lang.invoke.VolatileCallSite;
import java.lang.reflect.Method;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Every combinator of method handles, call sites and variable handles, made before a checkpoint and
 * used after it: often enough to be compiled as constants, then changed.
 */
public final class HandlesTarget {
  private static final Lookup LOOKUP = MethodHandles.lookup();
  private static final int CALLS = 20_000;
  private static final Map<String, MethodHandle> ALL = new LinkedHashMap<>();
  private static final MutableCallSite MUTABLE = new MutableCallSite(unary("increment"));
  private static final VolatileCallSite VOLATILE = new VolatileCallSite(unary("increment"));
  private static final MethodHandle INVOKER = MUTABLE.dynamicInvoker();
  private static final SwitchPoint SWITCH = new SwitchPoint();
  private static final MethodHandle SWITCHED =
      SWITCH.guardWithTest(unary("increment"), unary("negate"));
  private static final Counting COUNTING = new Counting(unary("negate"));
  private static final MethodHandle COUNTED = COUNTING.dynamicInvoker();

  private static final List<VarHandle> VARIABLES = new ArrayList<>();

  private static int shared = 3;
  private int own = 5;
  private volatile long wide = 7;

  /** A call site with state of its own. */
  private static final class Counting extends MutableCallSite {
    private final MethodHandle before;
    private int changes;

    Counting(MethodHandle target) {
      super(target);
      before = target;
    }

    void change(MethodHandle target) {
      changes++;
      setTarget(target);
    }
  }

  private static int increment(int x) {
    return x + 1;
  }

  private static int negate(int x) {
    return -x;
  }

  private static boolean isOdd(int x) {
    return (x & 1) != 0;
  }

  private static int add(int x, int y) {
    return x + y;
  }

  private static String join(Object... parts) {
    return List.of(parts).toString();
  }

  private static double mix(byte a, char b, long c, float d, double e, boolean f, short g) {
    return a + b + c + d + e + (f ? 1 : 0) + g;
  }

  private static int risky(int x) {
    if (x % 3 == 0) {
      throw new IllegalArgumentException("at " + x);
    }
    return x;
  }

  private static int caught(IllegalArgumentException thrown, int x) {
    return thrown.getMessage().length() + x;
  }

  private static int after(Throwable thrown, int result, int x) {
    return thrown == null ? result + 100 : x;
  }

  private static int step(int sum, int i) {
    return sum * 3 + i;
  }

  private static int stepString(int sum, String text) {
    return sum + text.length();
  }

  private static boolean isSmall(int sum) {
    return sum < 1000;
  }

  private int instance(int x) {
    return own + x;
  }

  @Override
  public String toString() {
    return "target" + own;
  }

  private static MethodHandle find(String name, Class<?> returned, Class<?>... parameters) {
    try {
      return LOOKUP.findStatic(HandlesTarget.class, name, methodType(returned, parameters));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle unary(String name) {
    return find(name, int.class, int.class);
  }

  /** Each takes an int and returns something. */
  private static void make() throws ReflectiveOperationException {
    MethodHandle add = find("add", int.class, int.class, int.class);
    MethodHandle increment = unary("increment");
    MethodHandle odd = find("isOdd", boolean.class, int.class);
    HandlesTarget object = new HandlesTarget();
    MethodHandle instance =
        LOOKUP.findVirtual(HandlesTarget.class, "instance", methodType(int.class, int.class));
    MethodHandle mix =
        find(
            "mix",
            double.class,
            byte.class,
            char.class,
            long.class,
            float.class,
            double.class,
            boolean.class,
            short.class);
    MethodHandle join = find("join", String.class, Object[].class);
    MethodHandle list = LOOKUP.findConstructor(ArrayList.class, methodType(void.class, int.class));
    ALL.put("direct", increment);
    ALL.put("bound", instance.bindTo(object));
    ALL.put("inserted", MethodHandles.insertArguments(add, 0, 40));
    ALL.put(
        "wide",
        MethodHandles.insertArguments(mix, 0, (byte) 1, 'a', 1L << 33, 1.5f, 2.25, true)
            .asType(methodType(Object.class, short.class)));
    ALL.put(
        "narrowed",
        MethodHandles.explicitCastArguments(ALL.get("wide"), methodType(Object.class, int.class)));
    ALL.remove("wide");
    ALL.put("guard", MethodHandles.guardWithTest(odd, increment, unary("negate")));
    ALL.put("filtered", MethodHandles.filterArguments(increment, 0, ALL.get("guard")));
    ALL.put("result", MethodHandles.filterReturnValue(increment, odd));
    ALL.put("folded", MethodHandles.foldArguments(add, increment));
    ALL.put(
        "permuted", MethodHandles.permuteArguments(add, methodType(int.class, int.class), 0, 0));
    ALL.put(
        "dropped",
        MethodHandles.insertArguments(
            MethodHandles.dropArguments(increment, 1, String.class), 1, "unused"));
    ALL.put("boxed", increment.asType(methodType(Object.class, Object.class)));
    ALL.put("varargs", join.asVarargsCollector(Object[].class));
    ALL.put("collected", join.asCollector(Object[].class, 1));
    ALL.put(
        "spread",
        MethodHandles.filterArguments(
            add.asSpreader(int[].class, 2), 0, find("pair", int[].class, int.class)));
    ALL.put("constructor", list.asType(methodType(List.class, int.class)));
    ALL.put("object", list.asType(methodType(Object.class, int.class)));
    ALL.put("identity", MethodHandles.identity(int.class));
    ALL.put(
        "constant",
        MethodHandles.dropArguments(MethodHandles.constant(String.class, "same"), 0, int.class));
    ALL.put("zero", MethodHandles.dropArguments(MethodHandles.zero(long.class), 0, int.class));
    ALL.put("empty", MethodHandles.empty(methodType(Object.class, int.class)));
    ALL.put(
        "catching",
        MethodHandles.catchException(
            unary("risky"),
            IllegalArgumentException.class,
            find("caught", int.class, IllegalArgumentException.class, int.class)));
    ALL.put(
        "finally",
        MethodHandles.tryFinally(
            increment, find("after", int.class, Throwable.class, int.class, int.class)));
    MethodHandle step = find("step", int.class, int.class, int.class);
    ALL.put(
        "counted",
        MethodHandles.countedLoop(
            MethodHandles.dropArguments(MethodHandles.constant(int.class, 9), 0, int.class),
            MethodHandles.identity(int.class),
            step));
    ALL.put(
        "iterated",
        dropping(
            MethodHandles.iteratedLoop(
                    null, null, find("stepString", int.class, int.class, String.class))
                .bindTo(List.of("one", "three"))));
    ALL.put(
        "while",
        dropping(
            MethodHandles.whileLoop(
                MethodHandles.constant(int.class, 2),
                find("isSmall", boolean.class, int.class),
                MethodHandles.foldArguments(step, increment))));
    ALL.put(
        "switched",
        MethodHandles.foldArguments(
            MethodHandles.tableSwitch(
                find("add", int.class, int.class, int.class),
                find("step", int.class, int.class, int.class),
                MethodHandles.dropArguments(increment, 0, int.class)),
            MethodHandles.insertArguments(
                find("remainder", int.class, int.class, int.class), 1, 3)));
    ALL.put("array", MethodHandles.arrayConstructor(String[].class));
    ALL.put(
        "element",
        MethodHandles.arrayElementGetter(long[].class).bindTo(new long[] {4, 5, 6, 7, 8}));
    ALL.put(
        "getter",
        dropping(LOOKUP.findGetter(HandlesTarget.class, "own", int.class).bindTo(object)));
    ALL.put("setter", LOOKUP.findSetter(HandlesTarget.class, "own", int.class).bindTo(object));
    ALL.put(
        "static getter",
        dropping(LOOKUP.findStaticGetter(HandlesTarget.class, "shared", int.class)));
    ALL.put("static setter", LOOKUP.findStaticSetter(HandlesTarget.class, "shared", int.class));
    ALL.put(
        "special",
        dropping(
                LOOKUP
                    .findSpecial(
                        Object.class, "toString", methodType(String.class), HandlesTarget.class)
                    .bindTo(object)
                    .asType(methodType(Object.class)))
            .asType(methodType(void.class, int.class)));
    ALL.put(
        "interface",
        LOOKUP
            .findVirtual(List.class, "get", methodType(Object.class, int.class))
            .bindTo(List.of("a", "b", "c", "d", "e")));
    ALL.put(
        "sensitive",
        dropping(
            LOOKUP
                .findStatic(Class.class, "forName", methodType(Class.class, String.class))
                .bindTo("org.sigckpt.targets.HandlesTarget")));
    ALL.put(
        "invoker", MethodHandles.exactInvoker(methodType(int.class, int.class)).bindTo(increment));
    ALL.put(
        "generic invoker",
        MethodHandles.invoker(methodType(Object.class, int.class)).bindTo(increment));
    ALL.put("mutable", INVOKER);
    ALL.put("volatile", VOLATILE.dynamicInvoker());
    ALL.put("counting", COUNTED);
    ALL.put("constant site", new ConstantCallSite(ALL.get("inserted")).dynamicInvoker());
    ALL.put("switch point", SWITCHED);
    VarHandle own = LOOKUP.findVarHandle(HandlesTarget.class, "own", int.class);
    VarHandle wide = LOOKUP.findVarHandle(HandlesTarget.class, "wide", long.class);
    VarHandle shared = LOOKUP.findStaticVarHandle(HandlesTarget.class, "shared", int.class);
    VarHandle view = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    VarHandle elements = MethodHandles.arrayElementVarHandle(int[].class);
    VARIABLES.add(combined("insertCoordinates", own, own, 0, new Object[] {object}));
    VARIABLES.add(combined("filterValue", shared, shared, increment, unary("negate")));
    VARIABLES.add(combined("insertCoordinates", shared, elements, 0, new Object[] {new int[5]}));
    ALL.put("variable", wide.toMethodHandle(VarHandle.AccessMode.GET_AND_ADD).bindTo(object));
    ALL.put(
        "exact variable",
        MethodHandles.varHandleExactInvoker(
                VarHandle.AccessMode.COMPARE_AND_SET,
                methodType(boolean.class, HandlesTarget.class, int.class, int.class))
            .bindTo(own)
            .bindTo(object)
            .asSpreader(int[].class, 2));
    ALL.put(
        "exact variable",
        MethodHandles.filterArguments(
            ALL.get("exact variable"), 0, find("pair", int[].class, int.class)));
    ALL.put("bytes", view.toMethodHandle(VarHandle.AccessMode.GET).bindTo(new byte[64]));
    for (int i = 0; i < VARIABLES.size(); i++) {
      MethodHandle set = VARIABLES.get(i).toMethodHandle(VarHandle.AccessMode.GET_AND_SET);
      boolean isIndexed =
          set.type().parameterCount() == 2 && set.type().parameterType(0) == int.class;
      boolean isOfObject = set.type().parameterCount() == 2 && !isIndexed;
      MethodHandle indexed = isIndexed ? MethodHandles.insertArguments(set, 0, 1) : set;
      ALL.put("variable " + i, isOfObject ? set.bindTo(object) : indexed);
    }
  }

  /** Combinators of variable handles came after JDK 17: there it is the handle itself. */
  private static VarHandle combined(
      String name, VarHandle before, VarHandle handle, Object... arguments)
      throws ReflectiveOperationException {
    for (Method method : MethodHandles.class.getMethods()) {
      if (method.getName().equals(name)) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.add(0, handle);
        return (VarHandle) method.invoke(null, all.toArray());
      }
    }
    return before;
  }

  private static MethodHandle dropping(MethodHandle handle) {
    return MethodHandles.dropArguments(handle, 0, int.class);
  }

  private static int remainder(int x, int y) {
    return Math.floorMod(x, y) - 1;
  }

  private static int[] pair(int x) {
    return new int[] {x, x + 1};
  }

  private static void use() throws Throwable {
    for (Map.Entry<String, MethodHandle> entry : ALL.entrySet()) {
      MethodHandle handle = entry.getValue().asType(methodType(Object.class, int.class));
      long sum = 0;
      Object last = null;
      for (int i = 0; i < CALLS; i++) {
        last = (Object) handle.invokeExact(entry.getKey().contains("bytes") ? i & 31 : i % 5);
        boolean hasValue = last instanceof String || last instanceof Number;
        sum = sum * 31 + (hasValue ? last.hashCode() : 1);
      }
      String text = last == null || last.getClass().isArray() ? "" : last.toString();
      System.out.println(entry.getKey() + " " + entry.getValue().type() + " " + text + " " + sum);
    }
    int constant = 0;
    for (int i = 0; i < CALLS; i++) {
      constant +=
          (int) INVOKER.invokeExact(i)
              + (int) SWITCHED.invokeExact(i)
              + (int) COUNTED.invokeExact(constant);
    }
    System.out.println("constants " + constant);
  }

  private static void useOthers(Map<Object, String> byIdentity, IntUnaryOperator proxy)
      throws Throwable {
    System.out.println(byIdentity.get(INVOKER) + byIdentity.get(COUNTING) + byIdentity.get(SWITCH));
    System.out.println(proxy.applyAsInt(41) + " " + proxy.equals(proxy));
    System.out.println(MUTABLE.getTarget() == ALL.get("direct"));
    System.out.println(COUNTING.getTarget() == COUNTING.before);
    System.out.println(LOOKUP + " " + LOOKUP.revealDirect(ALL.get("direct")));
    System.out.println(ALL.get("varargs").isVarargsCollector());
    System.out.println(ALL.get("direct").type() == methodType(int.class, int.class));
    System.out.println((int) VARIABLES.get(1).getAndAdd(2) + shared);
    // New combinations of old handles.
    MethodHandle more =
        MethodHandles.filterReturnValue(
            MethodHandles.insertArguments(ALL.get("guard"), 0, 7), ALL.get("counted"));
    System.out.println((int) more.invokeExact());
    edit();
  }

  /** Makes several handles of an old one, each by another change of the form they share. */
  private static void edit() throws Throwable {
    for (Map.Entry<String, MethodHandle> entry : ALL.entrySet()) {
      MethodHandle old = entry.getValue();
      if (old.type().parameterCount() != 1 || old.type().parameterType(0) != int.class) {
        continue;
      }
      MethodHandle dropping = MethodHandles.dropArguments(old, 0, long.class, String.class);
      MethodHandle filtered = MethodHandles.filterArguments(old, 0, unary("increment"));
      MethodHandle inserted = MethodHandles.insertArguments(old, 0, 3);
      MethodHandle again = MethodHandles.dropArguments(old, 1, String.class, long.class);
      Object[] results = {
        dropping.invoke(1L, "", 3), filtered.invoke(2), inserted.invoke(), again.invoke(3, "", 1L)
      };
      StringBuilder text = new StringBuilder(entry.getKey());
      for (Object result : results) {
        boolean hasValue = result instanceof String || result instanceof Number;
        text.append(' ').append(hasValue ? result : "-");
      }
      System.out.println(text);
    }
  }

  /**
   * The targets change while the loop that has them as constants runs.
   *
   * @param turn which of the changes
   */
  private static void change(int turn) throws Throwable {
    int sum = 0;
    for (int i = 0; i < CALLS; i++) {
      if (i == CALLS / 2) {
        MUTABLE.setTarget(unary(turn == 0 ? "negate" : "increment"));
        VOLATILE.setTarget(unary("negate"));
        COUNTING.change(unary("increment"));
        if (turn == 1) {
          SwitchPoint.invalidateAll(new SwitchPoint[] {SWITCH});
        }
      }
      sum =
          sum * 31
              + (int) INVOKER.invokeExact(i)
              + (int) SWITCHED.invokeExact(i)
              + (int) COUNTED.invokeExact(i);
    }
    System.out.println(
        "changed " + sum + " " + COUNTING.changes + " " + SWITCH.hasBeenInvalidated());
  }

  public static void main(String[] arguments) throws Throwable {
    make();
    Map<Object, String> byIdentity = new IdentityHashMap<>();
    byIdentity.put(INVOKER, "invoker ");
    byIdentity.put(COUNTING, "counting ");
    byIdentity.put(SWITCH, "switch ");
    IntUnaryOperator proxy =
        MethodHandleProxies.asInterfaceInstance(IntUnaryOperator.class, ALL.get("guard"));
    use();
    useOthers(byIdentity, proxy);
    Pauses.here();
    use();
    useOthers(byIdentity, proxy);
    change(0);
    Pauses.here();
    change(1);
    use();
    useOthers(byIdentity, proxy);
  }
}
