package org.sigckpt.classes;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * Reads the recipe out of the JDK's own metafactory object, as {@code LambdaLog} remembers it.
 *
 * <p>The field names are those of {@code java.lang.invoke.AbstractValidatingLambdaMetafactory}
 * since JDK 17; all of them are bound when this class is initialised, so that a JDK without one is
 * found out by {@link #check} and not in the middle of a checkpoint.
 */
final class LambdaMetafactoryFields {
  private static final Class<?> OWNER = owner();
  private static final Field HOST = field("targetClass");
  private static final Field FACTORY_TYPE = field("factoryType");
  private static final Field METHOD_NAME = field("interfaceMethodName");
  private static final Field METHOD_TYPE = field("interfaceMethodType");
  private static final Field IMPLEMENTATION = field("implementation");
  private static final Field IMPLEMENTATION_INFO = field("implInfo");
  private static final Field DYNAMIC_TYPE = field("dynamicMethodType");
  private static final Field SERIALIZABLE = field("isSerializable");
  private static final Field MARKERS = field("altInterfaces");
  private static final Field BRIDGES = field("altMethods");

  private LambdaMetafactoryFields() {}

  /**
   * Returns normally if this JDK has every field that is read here.
   *
   * @throws MissingInternalException if not (as the cause of an ExceptionInInitializerError on the
   *     first call)
   */
  static void check() {}

  static LambdaRecipe recipeOf(Object metafactory) {
    MethodHandleInfo info = (MethodHandleInfo) get(metafactory, IMPLEMENTATION_INFO);
    MethodHandle implementation = (MethodHandle) get(metafactory, IMPLEMENTATION);
    int kind = kindOf(info);
    return new LambdaRecipe(
        (Class<?>) get(metafactory, HOST),
        (MethodType) get(metafactory, FACTORY_TYPE),
        (String) get(metafactory, METHOD_NAME),
        (MethodType) get(metafactory, METHOD_TYPE),
        kind,
        ownerOf(kind, info, implementation),
        info.getName(),
        info.getMethodType(),
        (MethodType) get(metafactory, DYNAMIC_TYPE),
        JdkUnsafe.UNSAFE.getBoolean(metafactory, JdkUnsafe.offsetOf(SERIALIZABLE)),
        List.of((Class<?>[]) get(metafactory, MARKERS)),
        List.of((MethodType[]) get(metafactory, BRIDGES)));
  }

  /** A private method reveals itself as special, but only {@code findVirtual} serves nestmates. */
  private static int kindOf(MethodHandleInfo info) {
    int kind = info.getReferenceKind();
    if (kind != MethodHandleInfo.REF_invokeSpecial || !Modifier.isPrivate(info.getModifiers())) {
      return kind;
    }
    return info.getDeclaringClass().isInterface()
        ? MethodHandleInfo.REF_invokeInterface
        : MethodHandleInfo.REF_invokeVirtual;
  }

  /** The class referred to, which for virtual calls may be a subclass of the declaring one. */
  private static Class<?> ownerOf(int kind, MethodHandleInfo info, MethodHandle implementation) {
    return kind == MethodHandleInfo.REF_invokeVirtual
            || kind == MethodHandleInfo.REF_invokeInterface
        ? implementation.type().parameterType(0)
        : info.getDeclaringClass();
  }

  private static Object get(Object metafactory, Field field) {
    return JdkUnsafe.get(metafactory, field);
  }

  private static Field field(String name) {
    return JdkReflection.field(OWNER, name);
  }

  private static Class<?> owner() {
    String name = "java.lang.invoke.AbstractValidatingLambdaMetafactory";
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
