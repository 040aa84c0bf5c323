package org.sigckpt.internals;

import java.lang.reflect.Method;
import java.util.Set;

/**
 * What the VM has of a class's constant pool (JVMS §4.4).
 *
 * <p>It may have more than the class file: where a class inherits a default method in vain, the VM
 * adds a method that throws, and the constants for it behind those of the file ({@code
 * defaultMethods.cpp}). An interface that overrides a method with a narrower result is enough.
 */
public final class ConstantPools {
  private static final Method OF = JdkReflection.method(Class.class, "getConstantPool");
  private static final Method SIZE = JdkReflection.method(OF.getReturnType(), "getSize");
  private static final Method TAG = JdkReflection.method(OF.getReturnType(), "getTagAt", int.class);
  private static final Method TEXT =
      JdkReflection.method(OF.getReturnType(), "getUTF8At", int.class);

  /** What the VM's own methods throw. */
  private static final Set<String> THROWN =
      Set.of("java/lang/AbstractMethodError", "java/lang/IncompatibleClassChangeError");

  private ConstantPools() {}

  /** Returns the {@code constant_pool_count} of a class file. */
  public static int count(byte[] classFile) {
    return (classFile[8] & 0xff) << 8 | classFile[9] & 0xff;
  }

  /** Returns whether the VM's pool is that of a class file with this count, as far as it tells. */
  public static boolean hasCount(Class<?> type, int count) {
    Object pool = JdkReflection.call(OF, type);
    int present = (int) JdkReflection.call(SIZE, pool);
    return present == count || present > count && isExtendedByVm(pool, count, present);
  }

  private static boolean isExtendedByVm(Object pool, int from, int end) {
    for (int i = from; i < end; i++) {
      if (JdkReflection.call(TAG, pool, i).toString().equals("UTF8")
          && THROWN.contains(JdkReflection.call(TEXT, pool, i))) {
        return true;
      }
    }
    return false;
  }
}
