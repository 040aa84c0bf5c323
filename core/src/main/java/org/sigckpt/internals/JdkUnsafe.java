package org.sigckpt.internals;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import jdk.internal.misc.Unsafe;

/**
 * The one door to {@code jdk.internal.misc.Unsafe}.
 *
 * <p>Its methods are intrinsics and accept hidden classes, records and final fields, which {@code
 * sun.misc.Unsafe} refuses. What changed its signature between JDK 17 and 25 is bound here by
 * reflection. The package {@code jdk.internal.misc} must be exported to this class's module first.
 */
public final class JdkUnsafe {
  /** The instance; call its intrinsics directly. */
  public static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private static final Method ARRAY_BASE_OFFSET =
      JdkReflection.method(Unsafe.class, "arrayBaseOffset", Class.class);

  private JdkUnsafe() {}

  /** Returns the byte offset of element 0; an int on 17 and a long on 25 in the JDK's signature. */
  public static long arrayBaseOffset(Class<?> arrayClass) {
    try {
      return ((Number) ARRAY_BASE_OFFSET.invoke(UNSAFE, arrayClass)).longValue();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot call Unsafe.arrayBaseOffset on this JDK.", e);
    }
  }

  /** Returns the byte offset of an instance or static field within its base. */
  public static long offsetOf(Field field) {
    return Modifier.isStatic(field.getModifiers())
        ? UNSAFE.staticFieldOffset(field)
        : UNSAFE.objectFieldOffset(field);
  }

  /** Reads a reference field of any visibility. */
  public static Object get(Object target, Field field) {
    return UNSAFE.getReference(baseOf(target, field), offsetOf(field));
  }

  /** Writes a reference field of any visibility, final or not. */
  public static void put(Object target, Field field, Object value) {
    UNSAFE.putReference(baseOf(target, field), offsetOf(field), value);
  }

  private static Object baseOf(Object target, Field field) {
    return Modifier.isStatic(field.getModifiers()) ? UNSAFE.staticFieldBase(field) : target;
  }
}
