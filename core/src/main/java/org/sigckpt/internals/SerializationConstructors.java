package org.sigckpt.internals;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Constructors as {@code ReflectionFactory.newConstructorForSerialization} makes them: they look
 * like the one of a superclass, and make objects of another class.
 *
 * <p>Which class that is only the accessor knows: on 17 a generated class, whose constant pool
 * names it behind its own name and that of its superclass; since 22 a method handle that leads to
 * one with a field for it.
 */
public final class SerializationConstructors {
  private static final Field ACCESSOR =
      JdkReflection.field(Constructor.class, "constructorAccessor");
  private static final String GENERATED = "GeneratedSerializationConstructorAccessor";
  private static final String INSTANCE_CLASS = "instanceClass";

  /** Class, superclass, and then it; each takes two entries, from 1 on (JVMS §4.4). */
  private static final int INSTANTIATED = 6;

  private static final int LIMIT = 200;

  private SerializationConstructors() {}

  /** Returns the class of which it makes objects, or null if it is an ordinary constructor. */
  public static @Nullable Class<?> instantiatedBy(Constructor<?> constructor) {
    Object accessor = JdkUnsafe.get(constructor, ACCESSOR);
    if (accessor == null) {
      return null;
    }
    Class<?> made =
        accessor.getClass().getName().contains(GENERATED)
            ? ConstantPools.classAt(accessor.getClass(), INSTANTIATED)
            : instanceClass(accessor);
    return made == constructor.getDeclaringClass() ? null : made;
  }

  /** Returns one that makes objects of the class. */
  public static Constructor<?> make(Class<?> instantiated, Constructor<?> constructor) {
    Class<?> type = JdkClasses.find("jdk.internal.reflect.ReflectionFactory");
    Object factory = JdkReflection.call(JdkReflection.method(type, "getReflectionFactory"), null);
    Method make =
        JdkReflection.method(
            type, "newConstructorForSerialization", Class.class, Constructor.class);
    return (Constructor<?>) JdkReflection.call(make, factory, instantiated, constructor);
  }

  /** Looks for the handle among those that the accessor's is made of. */
  private static @Nullable Class<?> instanceClass(Object accessor) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    open.add(accessor);
    while (!open.isEmpty() && seen.size() < LIMIT) {
      Object object = open.remove();
      for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
        for (Field field : JdkReflection.fields(type)) {
          if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
            continue;
          }
          Object value = JdkUnsafe.get(object, field);
          if (field.getName().equals(INSTANCE_CLASS) && value instanceof Class<?> found) {
            return found;
          }
          if (value instanceof MethodHandle && seen.add(value)) {
            open.add(value);
          }
        }
      }
    }
    return null;
  }
}
