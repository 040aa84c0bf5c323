package org.sigckpt.classes;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;

/**
 * Answers {@code loadClass} for the program's loaders while they are raw objects; goes into {@code
 * RestartGate.resolveClassesBy}.
 *
 * <p>In order: classes that the loader had defined or initiated, their superclasses and interfaces;
 * classes of the JDK; and, if no class of the program overrides {@code loadClass}, what the parent
 * finds. A loader with a search order of its own is not second-guessed: the VM would keep a wrong
 * answer for good.
 *
 * <p><b>Threads.</b> The coordinator only; it answers null for all loaders it does not know.
 */
public final class ClassLoadResolver implements BiFunction<ClassLoader, String, Class<?>> {
  private final ClassTableReader table;
  private final Map<Integer, Map<String, Integer>> idsByLoader = new HashMap<>();

  /** Creates a resolver over this table. */
  public ClassLoadResolver(ClassTableReader table) {
    this.table = table;
    ClassTableImage image = table.image();
    for (int id = 1; id <= image.classes().size(); id++) {
      if (image.classOf(id).bytes() != null) {
        putDefined(id, image.classOf(id));
      }
    }
    for (LoaderImage loader : image.loaders()) {
      loader.initiatedIds().forEach(id -> put(loader.index(), id));
    }
  }

  /** Returns the class, or null if the loader is not in the table or the name is unknown. */
  @Override
  public @Nullable Class<?> apply(ClassLoader loader, String name) {
    int index = table.customIndexOf(loader);
    return index < 0 ? null : resolve(index, name);
  }

  private @Nullable Class<?> resolve(int index, String name) {
    Integer id = idsByLoader.getOrDefault(index, Map.of()).get(name);
    if (id != null) {
      return table.get(id);
    }
    Class<?> found = find(ClassLoader.getPlatformClassLoader(), name);
    return found == null && asksParentFirst(index) ? askParent(index, name) : found;
  }

  private @Nullable Class<?> askParent(int index, String name) {
    int parent = table.image().loaders().get(index).parentIndex();
    return parent >= LoaderImage.FIRST_CUSTOM
        ? resolve(parent, name)
        : find(table.loader(parent), name);
  }

  private static @Nullable Class<?> find(@Nullable ClassLoader loader, String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException notThere) {
      return null;
    }
  }

  /** Whether loading is the JDK's: both methods are declared by classes of the boot loader. */
  private boolean asksParentFirst(int index) {
    Class<?> type = table.get(table.image().loaders().get(index).classId());
    return isJdks(type, MethodType.methodType(Class.class, String.class))
        && isJdks(type, MethodType.methodType(Class.class, String.class, boolean.class));
  }

  /** Asks for the one method, as a list of all would load what others name. */
  private static boolean isJdks(Class<?> loader, MethodType type) {
    MethodHandles.Lookup lookup = JdkReflection.trustedLookup();
    try {
      MethodHandle method = lookup.findVirtual(loader, "loadClass", type);
      return lookup.revealDirect(method).getDeclaringClass().getClassLoader() == null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot restart: " + loader + " can't be linked.", e);
    }
  }

  /** A definition makes the loader an initiating one of its superclass and interfaces. */
  private void putDefined(int id, ClassImage defined) {
    put(defined.loaderIndex(), id);
    if (defined.superId() != 0) {
      put(defined.loaderIndex(), defined.superId());
    }
    defined.interfaceIds().forEach(parent -> put(defined.loaderIndex(), parent));
  }

  private void put(int loaderIndex, int id) {
    String name = table.image().classOf(id).name();
    idsByLoader.computeIfAbsent(loaderIndex, key -> new HashMap<>()).putIfAbsent(name, id);
  }
}
