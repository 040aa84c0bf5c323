package org.sigckpt.internals;

import java.lang.reflect.Method;

/** What the VM has of a class's constant pool. */
public final class ConstantPools {
  private static final Method OF = JdkReflection.method(Class.class, "getConstantPool");
  private static final Method SIZE = JdkReflection.method(OF.getReturnType(), "getSize");

  private ConstantPools() {}

  /** Returns the {@code constant_pool_count} (JVMS §4.1) of the class file that the VM runs. */
  public static int count(Class<?> type) {
    return (int) JdkReflection.call(SIZE, JdkReflection.call(OF, type));
  }

  /** Returns the same of a class file. */
  public static int count(byte[] classFile) {
    return (classFile[8] & 0xff) << 8 | classFile[9] & 0xff;
  }
}
