package org.sigckpt.barrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;

/**
 * Parks the calling virtual thread, which unmounts it, by the calls that LockSupport makes; JDK 21
 * and later have them. Initialised by the first virtual thread that parks here.
 */
final class VirtualParking {
  private static final MethodHandle PARK = find(MethodType.methodType(void.class));
  private static final MethodHandle PARK_NANOS =
      find(MethodType.methodType(void.class, long.class));

  private VirtualParking() {}

  static void park() {
    try {
      PARK.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void parkNanos(long nanos) {
    try {
      PARK_NANOS.invokeExact(nanos);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle find(MethodType type) {
    try {
      return MethodHandles.lookup()
          .findVirtual(JavaLangAccess.class, "parkVirtualThread", type)
          .bindTo(SharedSecrets.getJavaLangAccess());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
