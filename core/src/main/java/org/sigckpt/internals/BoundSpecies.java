package org.sigckpt.internals;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of bound method handles, {@code BoundMethodHandle$Species_L3I} and so on: the JDK
 * generates one when it first binds values of these basic types.
 */
public final class BoundSpecies {
  private static final String PREFIX = "java.lang.invoke.BoundMethodHandle$Species_";
  private static final Class<?> HANDLE = find("java.lang.invoke.BoundMethodHandle");
  private static final Class<?> SPECIALIZER = find("java.lang.invoke.ClassSpecializer");

  /** The JDK's description of such a class. */
  public static final Class<?> TYPE = find("java.lang.invoke.BoundMethodHandle$SpeciesData");

  private static final Field ALL = JdkReflection.field(HANDLE, "SPECIALIZER");
  private static final Method FIND = JdkReflection.method(SPECIALIZER, "findSpecies", Object.class);
  private static final Method KEY = JdkReflection.method(TYPE.getSuperclass(), "key");
  private static final Method CODE = JdkReflection.method(TYPE.getSuperclass(), "speciesCode");

  private static final Method GETTERS =
      JdkReflection.method(TYPE.getSuperclass(), "getterFunctions");
  private static final Field MEMBER =
      JdkReflection.field(find("java.lang.invoke.LambdaForm$NamedFunction"), "member");
  private static final Method DECLARING =
      JdkReflection.method(MEMBER.getType(), "getDeclaringClass");

  private BoundSpecies() {}

  /** Returns whether the class of that name may have to be generated. */
  public static boolean isSpecies(String className) {
    return className.startsWith(PREFIX);
  }

  /** Returns the class, generated if this JVM has none yet. */
  public static Class<?> classOf(String className) {
    return (Class<?>) JdkReflection.call(CODE, ofKey(expand(className.substring(PREFIX.length()))));
  }

  /** Returns one letter for each bound value, such as {@code LLLI}. */
  public static String keyOf(Object species) {
    return (String) JdkReflection.call(KEY, species);
  }

  /** Returns the description of the class that binds these. */
  public static Object ofKey(String key) {
    return JdkReflection.call(FIND, JdkUnsafe.get(null, ALL), key);
  }

  /**
   * Returns which bound value the function gets, or null if it is no such function.
   *
   * @param function a {@code LambdaForm.NamedFunction}
   */
  public static @Nullable Getter getterOf(Object function) {
    Object member = JdkUnsafe.get(function, MEMBER);
    Class<?> owner = member == null ? null : (Class<?>) JdkReflection.call(DECLARING, member);
    if (owner == null || owner.getSuperclass() != HANDLE) {
      return null;
    }
    Object species = JdkUnsafe.get(null, JdkReflection.field(owner, "BMH_SPECIES"));
    List<?> getters = (List<?>) JdkReflection.call(GETTERS, species);
    for (int i = 0; i < getters.size(); i++) {
      if (getters.get(i) == function) {
        return new Getter(keyOf(species), i);
      }
    }
    return null;
  }

  /** The JDK's one function that gets one bound value. */
  public record Getter(String key, int index) {
    public Object function() {
      return ((List<?>) JdkReflection.call(GETTERS, ofKey(key))).get(index);
    }
  }

  /** Undoes {@code LambdaForm.shortenSignature}: {@code L3I} is {@code LLLI}. */
  static String expand(String shortened) {
    StringBuilder key = new StringBuilder();
    int position = 0;
    while (position < shortened.length()) {
      String letter = shortened.substring(position, ++position);
      int digits = position;
      while (position < shortened.length() && Character.isDigit(shortened.charAt(position))) {
        position++;
      }
      key.append(
          digits == position
              ? letter
              : letter.repeat(Integer.parseInt(shortened.substring(digits, position))));
    }
    return key.toString();
  }

  /** Returns a class of the JDK, initialised. */
  public static Class<?> find(String name) {
    try {
      return Class.forName(name, true, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
