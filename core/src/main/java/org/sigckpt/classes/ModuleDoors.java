package org.sigckpt.classes;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * Packages of modules that were exported or opened to the program while it ran or by JVM flags
 * ({@code --add-opens}), and what modules were made to read: a restarted program has them without
 * the flags. What a module declares itself is not among them.
 *
 * <pre>
 *   from                 | package             | to                              | open?
 *   name of a module of  | null: {@code from}  | null all, "" all unnamed, else  |
 *   the boot layer, else | reads {@code to}    | the class loader of an unnamed  |
 *   the module           |                     | module                          |
 * </pre>
 */
public final class ModuleDoors {
  private static final int COLUMNS = 4;
  private static final String ALL_UNNAMED = "";
  private static final Method READ =
      JdkReflection.method(Module.class, "implAddReads", Module.class);
  private static final Method EXPORT =
      JdkReflection.method(
          Module.class,
          "implAddExportsOrOpens",
          String.class,
          Module.class,
          boolean.class,
          boolean.class);

  private ModuleDoors() {}

  /**
   * One thing that a module was given while the program ran.
   *
   * @param packageName null: {@code from} reads {@code to}
   */
  record Door(Module from, @Nullable String packageName, Module to, boolean isOpen) {
    /** Makes it here, for the VM too. */
    void make() {
      if (packageName == null) {
        JdkReflection.call(READ, from, to);
      } else if (from.getPackages().contains(packageName)) {
        JdkReflection.call(EXPORT, from, packageName, to, isOpen, true);
      }
    }
  }

  /** Returns all of them, whatever layers they are in. */
  static List<Door> dynamic() {
    List<Door> doors = new ArrayList<>();
    for (Map.Entry<?, ?> each : pairs("reads").entrySet()) {
      add(doors, each.getKey(), null, false);
    }
    for (Map.Entry<?, ?> each : pairs("exports").entrySet()) {
      for (Map.Entry<?, ?> door : ((Map<?, ?>) each.getValue()).entrySet()) {
        add(doors, each.getKey(), (String) door.getKey(), (Boolean) door.getValue());
      }
    }
    return doors;
  }

  private static void add(List<Door> doors, Object pair, @Nullable String name, boolean isOpen) {
    Module from = (Module) peer(pair, "first");
    Module to = (Module) peer(pair, "second");
    if (from != null && to != null) {
      doors.add(new Door(from, name, to, isOpen));
    }
  }

  /** Returns a value by pair of modules. */
  private static Map<?, ?> pairs(String field) {
    Object pairs = JdkUnsafe.get(null, JdkReflection.field(reflectionData(), field));
    return (Map<?, ?>) JdkUnsafe.get(pairs, JdkReflection.field(pairs.getClass(), "map"));
  }

  /**
   * Returns the rows of the table above, one after the other.
   *
   * @param ours tells the checkpointer's own classes by their loader
   */
  public static @Nullable Object[] capture(Predicate<ClassLoader> ours) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (Door each : dynamic()) {
      if (isCarried(each.from(), each.to(), ours)) {
        add(cells, each.from(), each.packageName(), each.to(), each.isOpen());
      }
    }
    for (Module from : ModuleLayer.boot().modules()) {
      flags(cells, from, "exportedPackages", false);
      flags(cells, from, "openPackages", true);
    }
    return cells.toArray();
  }

  /** Opens what {@link #capture} gave, as far as this JVM has the modules. */
  public static void restore(@Nullable Object[] cells) {
    for (int i = 0; i < cells.length; i += COLUMNS) {
      Module from =
          cells[i] instanceof Module module
              ? module
              : ModuleLayer.boot().findModule((String) cells[i]).orElse(null);
      if (from != null) {
        boolean isOpen = (Boolean) cells[i + 3];
        new Door(from, (String) cells[i + 1], target(cells[i + 2]), isOpen).make();
      }
    }
  }

  /** JDK 25 adds the JVM's flags to what the module declares, which never names all unnamed. */
  private static void flags(List<@Nullable Object> cells, Module from, String field, boolean open) {
    Map<?, ?> targets = (Map<?, ?>) JdkUnsafe.get(from, JdkReflection.field(Module.class, field));
    if (targets != null) {
      for (Map.Entry<?, ?> each : targets.entrySet()) {
        Module all = placeholder("ALL_UNNAMED_MODULE");
        if (((Set<?>) each.getValue()).contains(all)) {
          add(cells, from, each.getKey(), all, open);
        }
      }
    }
  }

  private static void add(
      List<@Nullable Object> cells, Module from, @Nullable Object name, Module to, Object open) {
    cells.add(from.getLayer() == ModuleLayer.boot() ? from.getName() : from);
    cells.add(name);
    cells.add(nameOf(to));
    cells.add(open);
  }

  /** Those to named modules of other layers stand in the class table. */
  private static boolean isCarried(Module from, Module to, Predicate<ClassLoader> ours) {
    return from.getLayer() != null
        && !to.isNamed()
        && !ours.test(to.getClassLoader())
        && (to.getClassLoader() != null || isPlaceholder(to));
  }

  private static @Nullable Object nameOf(Module to) {
    if (to == placeholder("EVERYONE_MODULE")) {
      return null;
    }
    return to == placeholder("ALL_UNNAMED_MODULE") ? ALL_UNNAMED : to.getClassLoader();
  }

  private static Module target(@Nullable Object name) {
    if (name == null) {
      return placeholder("EVERYONE_MODULE");
    }
    return name instanceof ClassLoader loader
        ? loader.getUnnamedModule()
        : placeholder("ALL_UNNAMED_MODULE");
  }

  private static boolean isPlaceholder(Module module) {
    return module == placeholder("EVERYONE_MODULE") || module == placeholder("ALL_UNNAMED_MODULE");
  }

  private static Module placeholder(String field) {
    return (Module) JdkUnsafe.get(null, JdkReflection.field(Module.class, field));
  }

  private static Object peer(Object pair, String which) {
    Method method = JdkReflection.method(pair.getClass(), which);
    return JdkReflection.call(method, pair);
  }

  private static Class<?> reflectionData() {
    String name = "java.lang.Module$ReflectionData";
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
