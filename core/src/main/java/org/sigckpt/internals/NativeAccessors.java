package org.sigckpt.internals;

import java.lang.reflect.Method;
import jdk.internal.misc.Unsafe;
import org.jspecify.annotations.Nullable;

/**
 * Lets reflective calls of ours go straight to the VM.
 *
 * <p>From JDK 18 on (JEP 416) a Method spins method handles for itself at its first call, which
 * takes milliseconds each. The JDK has an accessor without them, for methods called before method
 * handles work; each Method of ours gets one. On 17 that is what a Method begins with anyway.
 */
final class NativeAccessors {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final @Nullable Class<?> ACCESSOR = accessor();
  private static final long METHOD = ACCESSOR == null ? 0 : offset(ACCESSOR, "method");
  private static final long METHOD_ACCESSOR =
      ACCESSOR == null ? 0 : offset(Method.class, "methodAccessor");

  private NativeAccessors() {}

  /** Makes calls of the method, a fresh object of ours, go to the VM; or leaves it as it is. */
  static void install(Method method) {
    if (METHOD == 0 || METHOD_ACCESSOR == 0) {
      return;
    }
    try {
      Object accessor = UNSAFE.allocateInstance(ACCESSOR);
      UNSAFE.putReference(accessor, METHOD, method);
      UNSAFE.putReference(method, METHOD_ACCESSOR, accessor);
    } catch (InstantiationException e) {
      throw new IllegalStateException("Cannot make a native accessor for " + method + ".", e);
    }
  }

  private static @Nullable Class<?> accessor() {
    try {
      return Class.forName("jdk.internal.reflect.DirectMethodHandleAccessor$NativeAccessor");
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  private static long offset(Class<?> owner, String field) {
    try {
      return UNSAFE.objectFieldOffset(owner, field);
    } catch (InternalError e) {
      return 0;
    }
  }
}
