package org.sigckpt.classes;

import java.io.Serializable;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.sigckpt.internals.JdkReflection;

/**
 * Finds the recipe of a lambda proxy class that was spun before anybody watched, by searching its
 * host's class file for the {@code invokedynamic} that it came from.
 *
 * <p>Four things must agree: a captured value per field in order, the functional interface and the
 * markers, the method's name and descriptor, and the implementation method, which the proxy's
 * constant pool names if the proxy calls it by name. Sites that agree in all of them have equal
 * recipes as a rule (the same method reference written twice); if they have not, the proxy is
 * refused rather than guessed.
 */
final class LambdaSites {
  private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
  private static final Method CONSTANT_POOL = JdkReflection.method(Class.class, "getConstantPool");
  private static final Class<?> POOL = CONSTANT_POOL.getReturnType();
  private static final Method POOL_SIZE = JdkReflection.method(POOL, "getSize");
  private static final Method MEMBER_AT =
      JdkReflection.method(POOL, "getMemberRefInfoAt", int.class);

  private final Class<?> proxy;
  private final Class<?> host;
  private final List<Class<?>> captured = new ArrayList<>();
  private final Set<String> members = new HashSet<>();
  private boolean callsHandle;

  private LambdaSites(Class<?> proxy, Class<?> host) {
    this.proxy = proxy;
    this.host = host;
    for (Field field : JdkReflection.fields(proxy)) {
      if (!Modifier.isStatic(field.getModifiers())) {
        captured.add(field.getType());
      }
    }
    addMembers();
  }

  /**
   * Returns the one recipe that fits.
   *
   * @param hostBytes class file of {@code host}
   * @throws UnsupportedOperationException if none fits, or different ones do
   */
  static LambdaRecipe recipeOf(Class<?> proxy, Class<?> host, byte[] hostBytes) {
    Set<LambdaRecipe> found = new LambdaSites(proxy, host).search(hostBytes);
    if (found.size() != 1) {
      throw new UnsupportedOperationException(
          "Cannot checkpoint lambda class "
              + proxy.getName()
              + ": it was made before the agent started, and "
              + found.size()
              + " places in "
              + host.getName()
              + " could have made it (1 expected); start the agent with -javaagent, before other"
              + " agents.");
    }
    return found.iterator().next();
  }

  private Set<LambdaRecipe> search(byte[] hostBytes) {
    Set<LambdaRecipe> found = new LinkedHashSet<>();
    new ClassReader(hostBytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                return siteVisitor(found);
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return found;
  }

  private MethodVisitor siteVisitor(Set<LambdaRecipe> found) {
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitInvokeDynamicInsn(
          String name, String descriptor, Handle bootstrap, Object... arguments) {
        if (bootstrap.getOwner().equals(METAFACTORY) && mayBe(name, descriptor, arguments)) {
          LambdaRecipe recipe =
              recipe(name, descriptor, bootstrap.getName().equals("altMetafactory"), arguments);
          if (interfacesOf(recipe).equals(Set.of(proxy.getInterfaces()))) {
            found.add(recipe);
          }
        }
      }
    };
  }

  private boolean mayBe(String name, String descriptor, Object[] arguments) {
    Handle implementation = (Handle) arguments[1];
    return sameTypes(Type.getArgumentTypes(descriptor))
        && hasMethod(name, ((Type) arguments[0]).getDescriptor())
        && (callsHandle || members.contains(implementation.getName() + implementation.getDesc()));
  }

  private boolean sameTypes(Type[] types) {
    if (types.length != captured.size()) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      if (!types[i].equals(Type.getType(captured.get(i)))) {
        return false;
      }
    }
    return true;
  }

  private boolean hasMethod(String name, String descriptor) {
    for (Method method : JdkReflection.methods(proxy)) {
      if (method.getName().equals(name) && Type.getMethodDescriptor(method).equals(descriptor)) {
        return true;
      }
    }
    return false;
  }

  private static Set<Class<?>> interfacesOf(LambdaRecipe recipe) {
    Set<Class<?>> interfaces = new HashSet<>(recipe.markers());
    interfaces.add(recipe.factoryType().returnType());
    return interfaces;
  }

  private LambdaRecipe recipe(String name, String descriptor, boolean alt, Object[] arguments) {
    Handle implementation = (Handle) arguments[1];
    int flags = alt ? (Integer) arguments[3] : 0;
    boolean serializable = (flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0;
    MethodType factoryType = methodType(descriptor);
    List<Class<?>> markers = new ArrayList<>();
    List<MethodType> bridges = new ArrayList<>();
    int next = 4;
    if ((flags & LambdaMetafactory.FLAG_MARKERS) != 0) {
      int count = (Integer) arguments[next++];
      for (int i = 0; i < count; i++) {
        markers.add(classOf((Type) arguments[next++]));
      }
    }
    if ((flags & LambdaMetafactory.FLAG_BRIDGES) != 0) {
      int count = (Integer) arguments[next++];
      for (int i = 0; i < count; i++) {
        bridges.add(methodType(((Type) arguments[next++]).getDescriptor()));
      }
    }
    if (serializable && !isSerializable(factoryType.returnType(), markers)) {
      markers.add(Serializable.class);
    }
    return new LambdaRecipe(
        host,
        factoryType,
        name,
        methodType(((Type) arguments[0]).getDescriptor()),
        implementation.getTag(),
        classOf(Type.getObjectType(implementation.getOwner())),
        implementation.getName(),
        methodType(implementation.getDesc()),
        methodType(((Type) arguments[2]).getDescriptor()),
        serializable,
        markers,
        bridges);
  }

  /** As {@code altMetafactory} decides whether to add the interface itself. */
  private static boolean isSerializable(Class<?> functional, List<Class<?>> markers) {
    return Serializable.class.isAssignableFrom(functional)
        || markers.stream().anyMatch(Serializable.class::isAssignableFrom);
  }

  private MethodType methodType(String descriptor) {
    Class<?>[] parameters =
        Arrays.stream(Type.getArgumentTypes(descriptor))
            .map(this::classOf)
            .toArray(Class<?>[]::new);
    return MethodType.methodType(classOf(Type.getReturnType(descriptor)), parameters);
  }

  private Class<?> classOf(Type type) {
    if (type.getSort() == Type.ARRAY) {
      Class<?> element = classOf(type.getElementType());
      return Array.newInstance(element, new int[type.getDimensions()]).getClass();
    }
    return type.getSort() == Type.OBJECT
        ? byName(type.getClassName())
        : MethodType.fromMethodDescriptorString("()" + type.getDescriptor(), null).returnType();
  }

  private Class<?> byName(String name) {
    try {
      return Class.forName(name, false, host.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UnsupportedOperationException(
          "Cannot checkpoint lambda class " + proxy.getName() + ": class " + name + " is missing.",
          e);
    }
  }

  /** Collects name and descriptor of every member that the proxy's code names. */
  private void addMembers() {
    Object pool = JdkReflection.call(CONSTANT_POOL, proxy);
    int size = (Integer) JdkReflection.call(POOL_SIZE, pool);
    for (int i = 1; i < size; i++) {
      addMember(pool, i);
    }
  }

  private void addMember(Object pool, int index) {
    try {
      String[] ownerNameDescriptor = (String[]) MEMBER_AT.invoke(pool, index);
      if (ownerNameDescriptor != null) {
        callsHandle |= ownerNameDescriptor[0].equals("java/lang/invoke/MethodHandle");
        members.add(ownerNameDescriptor[1] + ownerNameDescriptor[2]);
      }
    } catch (InvocationTargetException notAMember) {
      // The pool has no other way of asking: an entry of another type throws.
      assert notAMember.getCause() instanceof IllegalArgumentException;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Cannot read constant pool of " + proxy.getName() + ".", e);
    }
  }
}
