package org.sigckpt.resource;

import java.lang.ref.Cleaner;
import java.lang.reflect.Constructor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/** The JDK's own objects behind files, by name and without their constructors. */
final class RawObjects {
  private RawObjects() {}

  static Class<?> type(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }

  static Object allocate(Class<?> type) {
    try {
      return JdkUnsafe.UNSAFE.allocateInstance(type);
    } catch (InstantiationException e) {
      throw new MissingInternalException(type.getName(), e);
    }
  }

  /** Calls the only constructor of the class. */
  static Object construct(Class<?> type, Object... arguments) {
    Constructor<?> constructor = JdkReflection.constructors(type)[0];
    constructor.setAccessible(true);
    try {
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new MissingInternalException(constructor.toString(), e);
    }
  }

  /** Reads a reference field, of the object's class or of one above it. */
  static @Nullable Object get(Object object, String field) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (JdkReflection.fieldOrNull(type, field) != null) {
        return JdkUnsafe.get(object, JdkReflection.field(type, field));
      }
    }
    throw new MissingInternalException(object.getClass().getName() + "." + field);
  }

  /** Reads a reference field that is not null. */
  static Object require(Object object, String field) {
    return Objects.requireNonNull(get(object, field), field);
  }

  /** Writes a reference field of the object's own class. */
  static void put(Object object, String field, @Nullable Object value) {
    JdkUnsafe.put(object, JdkReflection.field(object.getClass(), field), value);
  }

  static boolean getBoolean(Object object, Class<?> owner, String field) {
    return JdkUnsafe.UNSAFE.getBoolean(
        object, JdkUnsafe.offsetOf(JdkReflection.field(owner, field)));
  }

  /** Registers with the JDK's common cleaner, as its own file classes do. */
  static Cleaner.Cleanable registerCleanup(Object object, Runnable action) {
    Cleaner cleaner =
        (Cleaner)
            JdkReflection.call(
                JdkReflection.method(type("jdk.internal.ref.CleanerFactory"), "cleaner"), null);
    return cleaner.register(object, action);
  }
}
