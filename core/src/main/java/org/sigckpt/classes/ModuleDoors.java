package org.sigckpt.classes;

import java.lang.reflect.Field;
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
 * Packages of the JDK's modules that were exported or opened to the program while it ran or by JVM
 * flags ({@code --add-opens}): a restarted program has them without the flags.
 *
 * <pre>
 *   name of the module | package | to: null all, "" all unnamed, else a class loader | open?
 * </pre>
 */
public final class ModuleDoors {
  private static final int COLUMNS = 4;
  private static final String ALL_UNNAMED = "";

  private ModuleDoors() {}

  /**
   * Returns the rows of the table above, one after the other.
   *
   * @param ours tells the checkpointer's own classes by their loader
   */
  public static @Nullable Object[] capture(Predicate<ClassLoader> ours) {
    List<@Nullable Object> cells = new ArrayList<>();
    Object exports = JdkUnsafe.get(null, JdkReflection.field(reflectionData(), "exports"));
    Field map = JdkReflection.field(exports.getClass(), "map");
    for (Map.Entry<?, ?> each : ((Map<?, ?>) JdkUnsafe.get(exports, map)).entrySet()) {
      Module from = (Module) peer(each.getKey(), "first");
      Module to = (Module) peer(each.getKey(), "second");
      if (from != null && to != null && isDoor(from, to, ours)) {
        for (Map.Entry<?, ?> door : ((Map<?, ?>) each.getValue()).entrySet()) {
          add(cells, from, door.getKey(), to, door.getValue());
        }
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
    Method add =
        JdkReflection.method(
            Module.class,
            "implAddExportsOrOpens",
            String.class,
            Module.class,
            boolean.class,
            boolean.class);
    for (int i = 0; i < cells.length; i += COLUMNS) {
      Module from = ModuleLayer.boot().findModule((String) cells[i]).orElse(null);
      if (from != null && from.getPackages().contains(cells[i + 1])) {
        JdkReflection.call(add, from, cells[i + 1], target(cells[i + 2]), cells[i + 3], true);
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
      List<@Nullable Object> cells, Module from, Object name, Module to, Object open) {
    cells.add(from.getName());
    cells.add(name);
    cells.add(nameOf(to));
    cells.add(open);
  }

  private static boolean isDoor(Module from, Module to, Predicate<ClassLoader> ours) {
    return from.isNamed()
        && from.getLayer() == ModuleLayer.boot()
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
