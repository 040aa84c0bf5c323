package org.sigckpt.stack;

import java.lang.invoke.MethodHandleInfo;
import java.lang.reflect.Field;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** Tells what a lambda proxy calls, from the metafactory object that made it. */
final class LambdaTarget {
  private static final Field IMPLEMENTATION =
      JdkReflection.field(
          JdkClasses.find("java.lang.invoke.AbstractValidatingLambdaMetafactory"), "implInfo");

  private LambdaTarget() {}

  /** Returns the name of the method that the proxy calls. */
  static String nameOf(Object metafactory) {
    return ((MethodHandleInfo) JdkUnsafe.get(metafactory, IMPLEMENTATION)).getName();
  }
}
