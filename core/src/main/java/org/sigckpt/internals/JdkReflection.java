package org.sigckpt.internals;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/**
 * Reflection without the JDK's filters: private members of the JDK's own classes, by name.
 *
 * <p>{@code Class.getDeclaredFields} hides fields of ClassLoader, Thread, Class and others; the
 * private native below it does not. Needs {@code java.lang} opened to this class's module.
 */
public final class JdkReflection {
  private static final Method DECLARED_FIELDS =
      open(find(Class.class, "getDeclaredFields0", boolean.class));
  private static final Method DECLARED_METHODS =
      open(find(Class.class, "getDeclaredMethods0", boolean.class));
  private static final Method DECLARED_CONSTRUCTORS =
      open(find(Class.class, "getDeclaredConstructors0", boolean.class));

  private JdkReflection() {}

  /**
   * Returns fresh Field objects for all fields that the class itself declares, static ones too.
   * Those of a program's class may be of Object where they are declared of another class.
   */
  public static Field[] fields(Class<?> owner) {
    Field[] unloaded = JdkClasses.isOfProgramLoader(owner) ? UnloadedFields.of(owner) : null;
    if (unloaded != null) {
      return unloaded;
    }
    try {
      return (Field[]) DECLARED_FIELDS.invoke(owner, false);
    } catch (ReflectiveOperationException e) {
      unloaded = e.getCause() instanceof LinkageError ? UnloadedFields.of(owner) : null;
      if (unloaded == null) {
        throw new IllegalStateException("Cannot list the fields of " + owner.getName() + ".", e);
      }
      return unloaded;
    }
  }

  /**
   * Returns the field as the JDK lists it, with its type, its generic type and its annotations. All
   * classes that the listed fields are declared to be of get loaded.
   *
   * @param publicOnly whether only public ones are listed
   * @return null if the class declares none of that name and type
   */
  public static Field listedField(Class<?> owner, String name, Class<?> type, boolean publicOnly) {
    for (Field field : (Field[]) call(DECLARED_FIELDS, owner, publicOnly)) {
      if (field.getName().equals(name) && field.getType() == type) {
        return field;
      }
    }
    return null;
  }

  /**
   * Links the class, as the VM does before it lists members. Those asked for are the ones that are
   * the fewest in most classes: classes that their types name get loaded.
   */
  public static void link(Class<?> type) {
    call(DECLARED_FIELDS, type, true);
  }

  /** Returns fresh Method objects for all methods that the class itself declares. */
  public static Method[] methods(Class<?> owner) {
    return methods(owner, false);
  }

  /** The same, of public methods only if so asked; classes that their types name get loaded. */
  public static Method[] methods(Class<?> owner, boolean publicOnly) {
    return (Method[]) call(DECLARED_METHODS, owner, publicOnly);
  }

  /** Returns fresh Constructor objects for all constructors of the class. */
  public static Constructor<?>[] constructors(Class<?> owner) {
    return constructors(owner, false);
  }

  /** The same, of public constructors only if so asked. */
  public static Constructor<?>[] constructors(Class<?> owner, boolean publicOnly) {
    return (Constructor<?>[]) call(DECLARED_CONSTRUCTORS, owner, publicOnly);
  }

  /**
   * Returns the field, accessible.
   *
   * @throws MissingInternalException if this JDK has no such field
   */
  public static Field field(Class<?> owner, String name) {
    Field field = fieldOrNull(owner, name);
    if (field == null) {
      throw new MissingInternalException(owner.getName() + "." + name);
    }
    return field;
  }

  /** Returns the field, or null if the class declares none of that name. */
  public static Field fieldOrNull(Class<?> owner, String name) {
    for (Field field : fields(owner)) {
      if (field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  /**
   * Returns the method, accessible.
   *
   * @throws MissingInternalException if this JDK has no such method, or does not open its package
   */
  public static Method method(Class<?> owner, String name, Class<?>... parameters) {
    Method method = open(find(owner, name, parameters));
    NativeAccessors.install(method);
    return method;
  }

  /** Returns the lookup that may access everything. */
  public static MethodHandles.Lookup trustedLookup() {
    return (MethodHandles.Lookup)
        JdkUnsafe.get(null, field(MethodHandles.Lookup.class, "IMPL_LOOKUP"));
  }

  /** Calls the method and rethrows what it throws. */
  public static Object call(Method method, Object target, Object... arguments) {
    try {
      return method.invoke(target, arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot call the JDK's " + method + ".", e);
    }
  }

  private static Method find(Class<?> owner, String name, Class<?>... parameters) {
    try {
      return owner.getDeclaredMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new MissingInternalException(owner.getName() + "." + name, e);
    }
  }

  private static <T extends Executable> T open(T member) {
    if (!member.trySetAccessible()) {
      throw new MissingInternalException(member + " (its package is not open)");
    }
    return member;
  }
}
