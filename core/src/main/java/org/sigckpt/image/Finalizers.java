package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/** The JVM's list of objects whose {@code finalize} has yet to run, dead ones among them. */
public final class Finalizers {
  private static final Class<?> FINALIZER = finalizerClass();
  private static final Field FIRST = JdkReflection.field(FINALIZER, "unfinalized");
  private static final Field NEXT = JdkReflection.field(FINALIZER, "next");

  private Finalizers() {}

  /** Returns the objects in the order of the list. */
  public static List<Object> pending() {
    List<Object> found = new ArrayList<>();
    Object each = JdkUnsafe.get(null, FIRST);
    while (each != null) {
      Object referent = UNSAFE.getReference(each, PathFinder.REFERENT_OFFSET);
      if (referent != null) {
        found.add(referent);
      }
      Object next = JdkUnsafe.get(each, NEXT);
      if (next == each) {
        // The JVM has taken this one out of the list meanwhile.
        found.clear();
        next = JdkUnsafe.get(null, FIRST);
      }
      each = next;
    }
    return found;
  }

  /** Puts the object into the list of this JVM. */
  static void register(Object object) {
    Method register = JdkReflection.method(FINALIZER, "register", Object.class);
    JdkReflection.call(register, null, object);
  }

  private static Class<?> finalizerClass() {
    String name = "java.lang.ref.Finalizer";
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
