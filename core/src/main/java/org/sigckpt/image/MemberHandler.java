package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.SerializationConstructors;

/**
 * A reflected member is its class, name and types, and whether it was made accessible. The VM's
 * number of it ({@code slot}) is another one in another run.
 *
 * <p>The VM lists all members of a class or the public ones, and loads the classes that their types
 * name. A public member is looked for among the public ones: the program may never have asked for
 * others, whose classes may not be there, or only to be had from a loader that is not restored yet.
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
    out.data().writeBoolean(Modifier.isPublic(member.getModifiers()));
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
    boolean isPublic = in.data().readBoolean();
    boolean accessible = in.data().readBoolean();
    Object found =
        type == Field.class ? JdkReflection.listedField(owner, name, in.type(), isPublic) : null;
    if (type != Field.class) {
      Class<?> returned = in.type();
      Class<?>[] parameters = new Class<?>[in.data().readVarInt(true)];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = in.type();
      }
      found =
          type == Method.class
              ? method(JdkReflection.methods(owner, isPublic), name, returned, parameters)
              : constructor(JdkReflection.constructors(owner, isPublic), parameters);
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
      Method[] listed, String name, Class<?> returned, Class<?>[] parameters) {
    for (Method method : listed) {
      if (method.getName().equals(name)
          && method.getReturnType() == returned
          && Arrays.equals(method.getParameterTypes(), parameters)) {
        return method;
      }
    }
    return null;
  }

  private static Constructor<?> constructor(Constructor<?>[] listed, Class<?>[] parameters) {
    for (Constructor<?> constructor : listed) {
      if (Arrays.equals(constructor.getParameterTypes(), parameters)) {
        return constructor;
      }
    }
    return null;
  }
}
