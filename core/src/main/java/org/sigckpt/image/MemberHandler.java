package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.SerializationConstructors;

/**
 * A reflected member is its class, name and types, and whether it was made accessible. The VM's
 * number of it ({@code slot}) is another one in another run.
 */
final class MemberHandler implements ObjectHandler {
  private static final long OVERRIDE =
      JdkUnsafe.offsetOf(JdkReflection.field(AccessibleObject.class, "override"));

  @Override
  public boolean handles(Class<?> type) {
    return type == Method.class || type == Field.class || type == Constructor.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Member member = (Member) object;
    out.type(member.getDeclaringClass());
    out.data().writeString(member.getName());
    out.data().writeBoolean(UNSAFE.getBoolean(member, OVERRIDE));
    if (member instanceof Field field) {
      out.type(field.getType());
    }
    if (member instanceof Executable executable) {
      out.type(executable instanceof Method method ? method.getReturnType() : void.class);
      Class<?>[] parameters = executable.getParameterTypes();
      out.data().writeVarInt(parameters.length, true);
      for (Class<?> parameter : parameters) {
        out.type(parameter);
      }
    }
    if (member instanceof Constructor<?> constructor) {
      Class<?> instantiated = SerializationConstructors.instantiatedBy(constructor);
      out.type(instantiated == null ? void.class : instantiated);
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Class<?> owner = in.type();
    String name = in.data().readString();
    boolean accessible = in.data().readBoolean();
    Object found = type == Field.class ? JdkReflection.listedField(owner, name, in.type()) : null;
    if (type != Field.class) {
      Class<?> returned = in.type();
      Class<?>[] parameters = new Class<?>[in.data().readVarInt(true)];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = in.type();
      }
      found =
          type == Method.class
              ? method(owner, name, returned, parameters)
              : constructor(owner, parameters);
    }
    if (found == null) {
      throw new ImageRestoreException(
          "Cannot restore "
              + type.getSimpleName()
              + " "
              + owner.getName()
              + "."
              + name
              + ": the class has none; restart with the same jars and JDK.");
    }
    if (found instanceof Constructor<?> constructor) {
      Class<?> instantiated = in.type();
      if (instantiated != void.class) {
        found = SerializationConstructors.make(instantiated, constructor);
      }
    }
    UNSAFE.putBoolean(found, OVERRIDE, accessible);
    return found;
  }

  private static Method method(
      Class<?> owner, String name, Class<?> returned, Class<?>[] parameters) {
    for (Method method : JdkReflection.methods(owner)) {
      if (method.getName().equals(name)
          && method.getReturnType() == returned
          && Arrays.equals(method.getParameterTypes(), parameters)) {
        return method;
      }
    }
    return null;
  }

  private static Constructor<?> constructor(Class<?> owner, Class<?>[] parameters) {
    for (Constructor<?> constructor : JdkReflection.constructors(owner)) {
      if (Arrays.equals(constructor.getParameterTypes(), parameters)) {
        return constructor;
      }
    }
    return null;
  }
}
