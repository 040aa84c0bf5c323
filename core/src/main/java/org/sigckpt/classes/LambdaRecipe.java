package org.sigckpt.classes;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.sigckpt.internals.JdkReflection;

/** The recipe of a lambda proxy class in terms of this JVM; see {@link LambdaImage}. */
record LambdaRecipe(
    Class<?> host,
    MethodType factoryType,
    String methodName,
    MethodType methodType,
    int implementationKind,
    Class<?> implementationOwner,
    String implementationName,
    MethodType implementationType,
    MethodType dynamicType,
    boolean serializable,
    List<Class<?>> markers,
    List<MethodType> bridges) {

  /**
   * Makes a proxy class by this recipe, a new one with every call.
   *
   * <p>The class is that of one instance, made with zeros and nulls for the captured values: the
   * generated constructor only stores them.
   *
   * @throws IllegalStateException if the JDK refuses the recipe
   */
  Class<?> spin() {
    MethodHandles.Lookup lookup = JdkReflection.trustedLookup().in(host);
    try {
      return LambdaMetafactory.altMetafactory(
              lookup, methodName, factoryType, arguments(implementation(lookup)))
          .getTarget()
          .invokeWithArguments(zeros())
          .getClass();
    } catch (Throwable e) {
      throw new IllegalStateException(
          "Cannot re-create lambda of " + host.getName() + " (" + this + "): " + e, e);
    }
  }

  MethodHandle implementation(MethodHandles.Lookup lookup) throws ReflectiveOperationException {
    Class<?> owner = implementationOwner;
    return switch (implementationKind) {
      case MethodHandleInfo.REF_invokeStatic ->
          lookup.findStatic(owner, implementationName, implementationType);
      case MethodHandleInfo.REF_newInvokeSpecial ->
          lookup.findConstructor(owner, implementationType);
      case MethodHandleInfo.REF_invokeSpecial ->
          lookup.findSpecial(owner, implementationName, implementationType, host);
      default -> lookup.findVirtual(owner, implementationName, implementationType);
    };
  }

  private Object[] arguments(MethodHandle implementation) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(methodType);
    arguments.add(implementation);
    arguments.add(dynamicType);
    arguments.add(
        LambdaMetafactory.FLAG_MARKERS
            | LambdaMetafactory.FLAG_BRIDGES
            | (serializable ? LambdaMetafactory.FLAG_SERIALIZABLE : 0));
    arguments.add(markers.size());
    arguments.addAll(markers);
    arguments.add(bridges.size());
    arguments.addAll(bridges);
    return arguments.toArray();
  }

  private List<Object> zeros() {
    List<Object> zeros = new ArrayList<>();
    for (Class<?> type : factoryType.parameterList()) {
      zeros.add(Array.get(Array.newInstance(type, 1), 0));
    }
    return zeros;
  }
}
