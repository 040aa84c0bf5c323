package org.sigckpt.stack;

import java.lang.invoke.MethodHandleInfo;
import java.lang.reflect.Field;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** Tells what a lambda proxy calls, from the metafactory object that made it. */
final class LambdaTarget {
  private LambdaTarget() {}

  /** Returns the name of the method that the proxy calls. */
  static String nameOf(Object metafactory) {
    Class<?> declaring = metafactory.getClass();
    Field field = null;
    while (field == null && declaring != null) {
      field = JdkReflection.fieldOrNull(declaring, "implInfo");
      declaring = declaring.getSuperclass();
    }
    return ((MethodHandleInfo) JdkUnsafe.get(metafactory, field)).getName();
  }
}
