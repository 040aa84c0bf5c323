package org.sigckpt.classes;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.ClassStates;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Classes of the program whose initialiser has failed, and what the VM tells as the cause at each
 * further use.
 *
 * <p>Only the VM puts a class into that state. So the class comes back with an initialiser that
 * throws, which runs here; the cause that the VM then remembers is an ordinary object, and gets the
 * fields of the one from before.
 *
 * <p><b>Stage and threads.</b> No thread of the program runs.
 */
final class FailedClasses {
  private FailedClasses() {}

  /** Returns the classes, each followed by its cause. */
  static Object[] capture(Class<?>[] loaded, Predicate<Class<?>> ours) {
    List<@Nullable Object> pairs = new ArrayList<>();
    for (Class<?> type : loaded) {
      if (!type.isArray()
          && !type.isHidden()
          && ProgramClasses.isProgramClass(type, ours)
          && ClassStates.isFailed(type)) {
        pairs.add(type);
        pairs.add(causeOf(type));
      }
    }
    return pairs.toArray();
  }

  /** Has the classes fail as {@link #capture} found them, after the heap has been read. */
  static void restore(Object[] pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      Class<?> type = (Class<?>) pairs[i];
      fail(type);
      if (!ClassStates.isFailed(type)) {
        throw new IllegalStateException(
            "Cannot restart: the initialiser of "
                + type.getName()
                + " had failed, and does not fail now; restart with the JDK of the checkpoint.");
      }
      copy(pairs[i + 1], causeOf(type));
    }
  }

  private static void fail(Class<?> type) {
    try {
      JdkUnsafe.UNSAFE.ensureClassInitialized(type);
    } catch (LinkageError e) {
      // As it should.
      return;
    }
  }

  /** The VM runs no code for a class that has failed. */
  private static @Nullable Throwable causeOf(Class<?> failed) {
    try {
      JdkUnsafe.UNSAFE.ensureClassInitialized(failed);
      return null;
    } catch (NoClassDefFoundError e) {
      return e.getCause();
    }
  }

  private static void copy(@Nullable Object from, @Nullable Object to) {
    if (from == null || to == null || from.getClass() != to.getClass()) {
      return;
    }
    for (Class<?> type = to.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : JdkReflection.fields(type)) {
        boolean carried = !field.getName().equals("backtrace") && !field.getName().equals("depth");
        if (carried && !Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          Object value = JdkUnsafe.get(from, field);
          // A throwable that is its own cause has none.
          JdkUnsafe.put(to, field, value == from ? to : value);
        }
      }
    }
  }
}
