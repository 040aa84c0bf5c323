package org.sigckpt.stack;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * Calls a constructor on an object that exists.
 *
 * <p>The JDK's handle of a constructor is two steps: it allocates, then calls {@code <init>}
 * through a member name that it keeps. Here that member name gets a handle of its own, of the kind
 * that {@code findSpecial} makes; {@code findSpecial} itself refuses constructors.
 */
public final class Constructors {
  private static final Class<?> HANDLE = find("DirectMethodHandle");
  private static final Class<?> MEMBER = find("MemberName");
  private static final Class<?> FORM = find("LambdaForm");
  private static final Field INIT =
      JdkReflection.field(find("DirectMethodHandle$Constructor"), "initMethod");
  private static final Method PREPARE =
      JdkReflection.method(HANDLE, "preparedLambdaForm", MEMBER, boolean.class);

  private Constructors() {}

  /**
   * Returns a handle of type (C, arguments)void.
   *
   * @param constructor as {@code findConstructor} gives it, of type (arguments)C
   */
  public static MethodHandle onExisting(MethodHandle constructor) {
    Object init = JdkUnsafe.get(constructor, INIT);
    MethodType given = constructor.type();
    Class<?> owner = given.returnType();
    MethodType type = given.changeReturnType(void.class).insertParameterTypes(0, owner);
    Object form = JdkReflection.call(PREPARE, null, init, false);
    try {
      Constructor<?> special =
          find("DirectMethodHandle$Special")
              .getDeclaredConstructor(MethodType.class, FORM, MEMBER, boolean.class, Class.class);
      special.setAccessible(true);
      return (MethodHandle) special.newInstance(type, form, init, false, owner);
    } catch (ReflectiveOperationException e) {
      throw new MissingInternalException("java.lang.invoke.DirectMethodHandle$Special.<init>", e);
    }
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName("java.lang.invoke." + name);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException("java.lang.invoke." + name, e);
    }
  }
}
