package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * A frame that a {@link StackWalker} gave: what the VM can tell about it is asked for before it
 * travels, and the method's name in the VM is replaced by one that names no more than the class (on
 * 25), or is not resolved (on 17).
 */
final class StackFrameHandler implements ObjectHandler {
  private static final Class<?> FRAME = named("java.lang.StackFrameInfo");
  private static final Class<?> MEMBER = named("java.lang.invoke.MemberName");
  private static final Field MEMBER_NAME = memberName();
  private static final boolean WITH_MEMBER = MEMBER_NAME.getName().equals("memberName");
  private static final Predicate<Field> FIELDS =
      field -> !field.getName().equals(MEMBER_NAME.getName());

  @Override
  public boolean handles(Class<?> type) {
    return type == FRAME;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    StackWalker.StackFrame frame = (StackWalker.StackFrame) object;
    String name = frame.getMethodName();
    frame.toStackTraceElement();
    ObjectFields.capture(object, FIELDS, out);
    Method declaring = JdkReflection.method(MEMBER_NAME.getDeclaringClass(), "declaringClass");
    out.ref(JdkReflection.call(declaring, object));
    if (WITH_MEMBER) {
      Object member = JdkUnsafe.get(object, MEMBER_NAME);
      out.data().writeString(name);
      out.data().writeInt(UNSAFE.getInt(member, offsetOf("flags")));
      out.ref(JdkReflection.call(JdkReflection.method(MEMBER, "getMethodType"), member));
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return ObjectFields.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    ObjectFields.restore(object, FIELDS, in);
    Object declaring = in.ref();
    if (!WITH_MEMBER) {
      Class<?> resolved = named("java.lang.invoke.ResolvedMethodName");
      Object name = ObjectFields.allocate(resolved);
      JdkUnsafe.put(name, JdkReflection.field(resolved, "vmholder"), declaring);
      JdkUnsafe.put(object, MEMBER_NAME, name);
      return;
    }
    Object member = ObjectFields.allocate(MEMBER);
    JdkUnsafe.put(member, JdkReflection.field(MEMBER, "clazz"), declaring);
    JdkUnsafe.put(member, JdkReflection.field(MEMBER, "name"), in.data().readString());
    UNSAFE.putInt(member, offsetOf("flags"), in.data().readInt());
    JdkUnsafe.put(member, JdkReflection.field(MEMBER, "type"), in.ref());
    JdkUnsafe.put(object, MEMBER_NAME, member);
  }

  private static long offsetOf(String field) {
    return JdkUnsafe.offsetOf(JdkReflection.field(MEMBER, field));
  }

  /** {@code memberName} on 17, {@code classOrMemberName} of the superclass on 25. */
  private static Field memberName() {
    Field older = JdkReflection.fieldOrNull(FRAME, "memberName");
    return older != null ? older : JdkReflection.field(FRAME.getSuperclass(), "classOrMemberName");
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
