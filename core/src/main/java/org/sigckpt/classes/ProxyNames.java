package org.sigckpt.classes;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * Gives a dynamic proxy's class the name it had: programs print it, stack traces show it, and
 * resume methods are added to a class by its name.
 *
 * <p>The JDK numbers proxy classes, and per class loader the modules it makes for them, from two
 * counters: {@code jdk.proxy2.$Proxy7}. They are set before a class is made. What they had come to
 * in the first life is carried as contents of JDK statics, after all classes are there.
 */
final class ProxyNames {
  private static final Pattern NAME =
      Pattern.compile("(?:.*jdk\\.proxy(\\d+)\\.)?.*\\$Proxy(\\d+)");
  private static final Class<?> BUILDER = builder();
  private static final AtomicLong NEXT_CLASS = (AtomicLong) counter("nextUniqueNumber");
  private static final AtomicInteger LAST_MODULE = (AtomicInteger) counter("counter");

  private ProxyNames() {}

  /** Makes this the name of the next proxy class, as far as it is one that the JDK gives. */
  static void next(String className) {
    Matcher matcher = NAME.matcher(className);
    if (matcher.matches()) {
      NEXT_CLASS.set(Long.parseLong(matcher.group(2)));
      if (matcher.group(1) != null) {
        LAST_MODULE.set(Integer.parseInt(matcher.group(1)) - 1);
      }
    }
  }

  private static Object counter(String name) {
    return JdkUnsafe.get(null, JdkReflection.field(BUILDER, name));
  }

  private static Class<?> builder() {
    try {
      return Class.forName("java.lang.reflect.Proxy$ProxyBuilder");
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException("java.lang.reflect.Proxy$ProxyBuilder", e);
    }
  }
}
