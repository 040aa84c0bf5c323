package org.sigckpt.image;

import java.lang.invoke.CallSite;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * Ties restored method handles and call sites to the VM again.
 *
 * <p>A {@code LambdaForm} says what a handle does; the code that was generated from it stays behind
 * and is generated anew, as when the JDK first made the form. A call site needs the object on which
 * the VM keeps the list of compiled code that a new target invalidates (JDK 17; on 25 it is in the
 * call site).
 */
final class LinkedHandles {
  private static final Class<?> FORM = find("java.lang.invoke.LambdaForm");
  private static final Method PREPARE = JdkReflection.method(FORM, "prepare");
  private static final @Nullable Field CONTEXT =
      JdkReflection.fieldOrNull(CallSite.class, "context");

  private final List<Object> waiting = new ArrayList<>();

  /** Returns whether objects of the class must be tied. */
  static boolean isTied(Class<?> type) {
    return type == FORM || CONTEXT != null && CallSite.class.isAssignableFrom(type);
  }

  void add(Object object) {
    waiting.add(object);
  }

  /** Ties all of them; every object has its fields. */
  void tie() {
    for (Object object : waiting) {
      if (object instanceof CallSite && CONTEXT != null) {
        Method make = JdkReflection.method(CONTEXT.getType(), "make", CallSite.class);
        JdkUnsafe.put(object, CONTEXT, JdkReflection.call(make, null, object));
      }
    }
    for (Object object : waiting) {
      if (object.getClass() == FORM) {
        JdkReflection.call(PREPARE, object);
      }
    }
    waiting.clear();
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
