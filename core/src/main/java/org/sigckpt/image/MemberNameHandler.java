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
 */
final class MemberNameHandler implements ObjectHandler {
  private static final Class<?> TYPE = find("java.lang.invoke.MemberName");
  private static final int IS_CONSTRUCTOR = 0x00020000;
  private static final int IS_TYPE = 0x00080000;
  private static final int KIND_SHIFT = 24;
  private static final int KIND_BITS = 0xF << KIND_SHIFT;

  private static final Field OWNER = JdkReflection.field(TYPE, "clazz");
  private static final long FLAGS = JdkUnsafe.offsetOf(JdkReflection.field(TYPE, "flags"));
  private static final Method IS_RESOLVED = JdkReflection.method(TYPE, "isResolved");
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
    if ((flags & IS_TYPE) != 0 || owner == null) {
      throw new CannotCaptureException(
          "Cannot checkpoint a member name of no method or field; drop it before the checkpoint.");
    }
    out.data().writeBoolean(is(IS_RESOLVED, object));
    out.type(owner);
    out.data().writeInt(flags);
    out.data().writeString((String) JdkReflection.call(NAME, object));
    boolean isInvocable = is(IS_INVOCABLE, object);
    out.data().writeBoolean(isInvocable);
    if (isInvocable) {
      MethodTypeHandler.write((MethodType) JdkReflection.call(METHOD_TYPE, object), out);
    } else {
      out.type((Class<?>) JdkReflection.call(FIELD_TYPE, object));
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    boolean isResolved = in.data().readBoolean();
    Class<?> owner = in.type();
    int flags = in.data().readInt();
    String name = in.data().readString();
    Object memberType = in.data().readBoolean() ? MethodTypeHandler.read(in) : in.type();
    int kind = (flags & KIND_BITS) >>> KIND_SHIFT;
    if ((flags & IS_CONSTRUCTOR) != 0) {
      kind = MethodHandleInfo.REF_newInvokeSpecial;
    }
    try {
      Class<?> typeClass = memberType instanceof MethodType ? MethodType.class : Class.class;
      Constructor<?> unresolved =
          TYPE.getDeclaredConstructor(Class.class, String.class, typeClass, byte.class);
      unresolved.setAccessible(true);
      Object member = unresolved.newInstance(owner, name, memberType, (byte) kind);
      if (!isResolved) {
        // Names MethodHandle.invoke itself, which no class file has.
        UNSAFE.putInt(member, FLAGS, flags);
        return member;
      }
      Object factory = JdkReflection.call(FACTORY, null);
      Object resolved =
          RESOLVE.invoke(
              factory, (byte) kind, member, null, TRUSTED, ReflectiveOperationException.class);
      return withKind(resolved, owner, flags);
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
      throw new NoSuchMethodException("another member answers: " + resolved);
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

  private static boolean is(Method question, Object member) {
    return (Boolean) JdkReflection.call(question, member);
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
