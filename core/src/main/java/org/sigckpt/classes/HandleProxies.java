package org.sigckpt.classes;

import java.lang.invoke.MethodHandleProxies;
import java.lang.reflect.Method;
import org.sigckpt.internals.JdkReflection;

/**
 * The hidden classes of {@link MethodHandleProxies}, since JDK 23 one per interface in a module of
 * its own ({@code jdk.MHProxy1.Runnable}); before, it used {@code java.lang.reflect.Proxy}.
 */
final class HandleProxies {
  private HandleProxies() {}

  static boolean isProxy(Class<?> type) {
    return type.isHidden() && type.getName().startsWith("jdk.MHProxy");
  }

  /** Returns this JVM's class for the interface. */
  static Class<?> classFor(Class<?> type) {
    Method find = JdkReflection.method(MethodHandleProxies.class, "getProxyClass", Class.class);
    return (Class<?>) JdkReflection.call(find, null, type);
  }
}
