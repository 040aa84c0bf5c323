package org.sigckpt.internals;

import java.lang.reflect.Method;
import java.util.Set;

/**
 * What the VM has of a class's constant pool.
 *
 * <p>The VM itself makes it longer for a class that inherits a method without code, or two default
 * methods between which it can't choose: it adds a method that throws the error, with the constants
 * of that call (HotSpot's {@code defaultMethods.cpp}).
 */
public final class ConstantPools {
  private static final Set<String> ERRORS_OF_VM =
      Set.of("java/lang/AbstractMethodError", "java/lang/IncompatibleClassChangeError");
  private static final Set<String> KINDS_OF_VM =
      Set.of("UTF8", "CLASS", "STRING", "NAMEANDTYPE", "METHODREF");

  private static final Method OF = JdkReflection.method(Class.class, "getConstantPool");
  private static final Method SIZE = JdkReflection.method(OF.getReturnType(), "getSize");
  private static final Method TAG = JdkReflection.method(OF.getReturnType(), "getTagAt", int.class);
  private static final Method MEMBER =
      JdkReflection.method(OF.getReturnType(), "getMemberRefInfoAt", int.class);

  private static final Method CLASS_AT =
      JdkReflection.method(OF.getReturnType(), "getClassAt", int.class);

  private ConstantPools() {}

  /** Returns the class that the entry of this index names. */
  public static Class<?> classAt(Class<?> type, int index) {
    return (Class<?>) JdkReflection.call(CLASS_AT, JdkReflection.call(OF, type), index);
  }

  /** Returns the {@code constant_pool_count} (JVMS §4.1) of the class file that the VM runs. */
  public static int count(Class<?> type) {
    return (int) JdkReflection.call(SIZE, JdkReflection.call(OF, type));
  }

  /** Returns the same of a class file. */
  public static int count(byte[] classFile) {
    return (classFile[8] & 0xff) << 8 | classFile[9] & 0xff;
  }

  /** Returns whether the VM runs a class file of so many constants, to which at most it added. */
  public static boolean isOf(Class<?> type, int count) {
    int present = count(type);
    if (present <= count) {
      return present == count;
    }
    Object pool = JdkReflection.call(OF, type);
    boolean callsError = false;
    for (int i = count; i < present; i++) {
      String kind = String.valueOf(JdkReflection.call(TAG, pool, i));
      if (!KINDS_OF_VM.contains(kind)) {
        return false;
      }
      if (kind.equals("METHODREF")) {
        String[] member = (String[]) JdkReflection.call(MEMBER, pool, i);
        if (!ERRORS_OF_VM.contains(member[0])) {
          return false;
        }
        callsError = true;
      }
    }
    return callsError;
  }
}
