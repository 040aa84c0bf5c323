package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.sigckpt.internals.BoundSpecies;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * A parameter or an intermediate value of a {@code LambdaForm}.
 *
 * <p>Forms share them, and the JDK tells them apart by identity. It has one parameter for each type
 * and each of the first numbers, which it puts into every new form, and into the expressions that
 * the new form shares with the one it was made from: if that one had others, it would not find them
 * in its expressions when it is edited the next time. So these are the new JVM's own.
 */
final class FormNameHandler implements ObjectHandler {
  private static final Class<?> FORM = BoundSpecies.find("java.lang.invoke.LambdaForm");
  private static final Class<?> TYPE = BoundSpecies.find("java.lang.invoke.LambdaForm$Name");
  private static final Class<?> BASIC_TYPE =
      BoundSpecies.find("java.lang.invoke.LambdaForm$BasicType");
  private static final Method PARAMETER =
      JdkReflection.method(FORM, "argument", int.class, BASIC_TYPE);
  private static final long NUMBER = UNSAFE.objectFieldOffset(JdkReflection.field(TYPE, "index"));
  private static final Field VALUE_TYPE = JdkReflection.field(TYPE, "type");
  private static final Field FUNCTION = JdkReflection.field(TYPE, "function");

  @Override
  public boolean handles(Class<?> type) {
    return type == TYPE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Enum<?> type = (Enum<?>) JdkUnsafe.get(object, VALUE_TYPE);
    int number = UNSAFE.getShort(object, NUMBER);
    boolean isShared = isParameter(object, number) && parameter(number, type) == object;
    out.data().writeBoolean(isShared);
    if (isShared) {
      out.data().writeByte(type.ordinal());
      out.data().writeByte(number);
    } else {
      ObjectFields.capture(object, field -> true, out);
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    if (!in.data().readBoolean()) {
      return ObjectFields.allocate(type);
    }
    Object valueType = BASIC_TYPE.getEnumConstants()[in.data().readByte()];
    return parameter(in.data().readByte(), valueType);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    if (in.data().position() < in.data().limit()) {
      ObjectFields.restore(object, field -> true, in);
    }
  }

  private static boolean isParameter(Object object, int number) {
    return number >= 0 && JdkUnsafe.get(object, FUNCTION) == null;
  }

  private static Object parameter(int number, Object type) {
    return JdkReflection.call(PARAMETER, null, number, type);
  }
}
