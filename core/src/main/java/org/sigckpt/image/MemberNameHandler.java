package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * A {@code java.lang.invoke.MemberName}, the one thing in a tree of method handles that is tied to
 * the VM (a method's address, an index in a table): resolved again by class, name and type.
 *
 * <p>The rest of such a tree (handles, bound values, {@code LambdaForm}s and what they are made of)
 * is plain data and carried as ordinary objects, without what was compiled from it: see {@link
 * Shape} and {@link LinkedHandles}.
 *
 * <p>A name that the VM has not resolved is plain data too: one that {@code MethodHandle.invoke} is
 * called by, and one whose making a thread stands in. {@code resolution}, from which the JDK tells
 * the two kinds, says so only outside the making: it is null before the constructor has set it, and
 * for a while after the VM has answered it is not. What the VM answers for a method is an object,
 * so this is what is asked. For a field it is a hidden number and the modifiers: one without any is
 * looked for, and stays unresolved if it is not found.
 */
final class MemberNameHandler implements ObjectHandler {
  private static final Class<?> TYPE = find("java.lang.invoke.MemberName");
  private static final int IS_CONSTRUCTOR = 0x00020000;
  private static final int IS_FIELD = 0x00040000;
  private static final int IS_TYPE = 0x00080000;
  private static final int MODIFIERS = 0xFFFF;
  private static final int KIND_SHIFT = 24;
  private static final int KIND_BITS = 0xF << KIND_SHIFT;

  private static final Field OWNER = JdkReflection.field(TYPE, "clazz");
  private static final long FLAGS = JdkUnsafe.offsetOf(JdkReflection.field(TYPE, "flags"));
  private static final Field VM_METHOD = JdkReflection.field(TYPE, "method");
  private static final Field RESOLUTION = JdkReflection.field(TYPE, "resolution");
  private static final Method IS_INVOCABLE = JdkReflection.method(TYPE, "isInvocable");
  private static final Method NAME = JdkReflection.method(TYPE, "getName");
  private static final Method METHOD_TYPE = JdkReflection.method(TYPE, "getMethodType");
  private static final Method FIELD_TYPE = JdkReflection.method(TYPE, "getFieldType");
  private static final Method FACTORY = JdkReflection.method(TYPE, "getFactory");
  private static final Method RESOLVE =
      JdkReflection.method(
          FACTORY.getReturnType(),
          "resolveOrFail",
          byte.class,
          TYPE,
          Class.class,
          int.class,
          Class.class);

  /** {@code MethodHandles.Lookup.TRUSTED}, which goes with no lookup class. */
  private static final int TRUSTED = -1;

  @Override
  public boolean handles(Class<?> type) {
    return type == TYPE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    int flags = UNSAFE.getInt(object, FLAGS);
    Class<?> owner = (Class<?>) JdkUnsafe.get(object, OWNER);
    boolean isPlain = owner == null || isUnknownToVm(object, flags);
    out.data().writeBoolean(isPlain);
    if (isPlain) {
      ObjectFields.capture(object, field -> true, out);
      return;
    }
    out.type(owner);
    out.data().writeInt(flags);
    out.data().writeString((String) JdkReflection.call(NAME, object));
    boolean isInvocable = (Boolean) JdkReflection.call(IS_INVOCABLE, object);
    out.data().writeBoolean(isInvocable);
    if (isInvocable) {
      MethodTypeHandler.write((MethodType) JdkReflection.call(METHOD_TYPE, object), out);
    } else {
      out.type((Class<?>) JdkReflection.call(FIELD_TYPE, object));
    }
    out.ref(JdkUnsafe.get(object, RESOLUTION));
  }

  private static boolean isUnknownToVm(Object object, int flags) {
    return (flags & IS_TYPE) != 0
        || (flags & IS_FIELD) == 0 && JdkUnsafe.get(object, VM_METHOD) == null;
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    boolean isPlain = in.data().readBoolean();
    return isPlain ? ObjectFields.allocate(type) : resolve(in);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    if (JdkUnsafe.get(object, OWNER) == null) {
      ObjectFields.restore(object, field -> true, in);
    } else {
      JdkUnsafe.put(object, RESOLUTION, in.ref());
    }
  }

  private static Object resolve(RestoreContext in) {
    Class<?> owner = in.type();
    int flags = in.data().readInt();
    String name = in.data().readString();
    Object memberType = in.data().readBoolean() ? MethodTypeHandler.read(in) : in.type();
    int kind = (flags & KIND_BITS) >>> KIND_SHIFT;
    if ((flags & IS_CONSTRUCTOR) != 0) {
      kind = MethodHandleInfo.REF_newInvokeSpecial;
    }
    Object unresolved = unresolved(owner, name, memberType, kind);
    try {
      Object factory = JdkReflection.call(FACTORY, null);
      Object resolved =
          RESOLVE.invoke(
              factory, (byte) kind, unresolved, null, TRUSTED, ReflectiveOperationException.class);
      return withKind(resolved, owner, flags);
    } catch (ReflectiveOperationException e) {
      if ((flags & IS_FIELD) != 0 && (flags & MODIFIERS) == 0) {
        UNSAFE.putInt(unresolved, FLAGS, flags);
        return unresolved;
      }
      throw missing(owner, name, memberType, e);
    }
  }

  private static Object unresolved(Class<?> owner, String name, Object memberType, int kind) {
    Class<?> typeClass = memberType instanceof MethodType ? MethodType.class : Class.class;
    try {
      Constructor<?> constructor =
          TYPE.getDeclaredConstructor(Class.class, String.class, typeClass, byte.class);
      constructor.setAccessible(true);
      return constructor.newInstance(owner, name, memberType, (byte) kind);
    } catch (ReflectiveOperationException e) {
      throw missing(owner, name, memberType, e);
    }
  }

  /** How the member is called ({@code super.f()} or {@code f()}) is the handle's choice. */
  private static Object withKind(Object resolved, Class<?> owner, int flags)
      throws NoSuchMethodException {
    int found = UNSAFE.getInt(resolved, FLAGS);
    boolean isSame = ((found ^ flags) & ~KIND_BITS) == 0;
    if (!isSame || JdkUnsafe.get(resolved, OWNER) != owner) {
      throw new NoSuchMethodException(
          "another member answers: %s (flags %x vs expected %x)".formatted(resolved, found, flags));
    }
    UNSAFE.putInt(resolved, FLAGS, flags);
    return resolved;
  }

  private static ImageRestoreException missing(
      Class<?> owner, String name, Object type, Throwable cause) {
    return new ImageRestoreException(
        "Cannot restore a method handle of "
            + owner.getName()
            + "."
            + name
            + type
            + ": the class has no such member; restart with the same jars and JDK.",
        cause);
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
