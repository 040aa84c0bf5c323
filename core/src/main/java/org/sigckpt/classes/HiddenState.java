package org.sigckpt.classes;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Class data and static fields of a hidden class, as one object of the image.
 *
 * <p>Hidden classes are no roots: most are the JDK's, and gone when nobody refers to them. So their
 * statics come into the image with the class, when that is met.
 */
public final class HiddenState {
  private static final Field CLASS_DATA = JdkReflection.field(Class.class, "classData");

  private HiddenState() {}

  /** Returns the class data, then the static fields in declared order, primitives boxed. */
  static Object[] capture(Class<?> type) {
    List<Object> values = new ArrayList<>();
    values.add(JdkUnsafe.get(type, CLASS_DATA));
    for (Field field : statics(type)) {
      values.add(read(UNSAFE.staticFieldBase(field), JdkUnsafe.offsetOf(field), field.getType()));
    }
    return values.toArray();
  }

  /** Sets what {@link #capture} gave; statics only if the class was initialised then. */
  public static void restore(Class<?> type, boolean initialised, Object[] values) {
    JdkUnsafe.put(type, CLASS_DATA, values[0]);
    List<Field> fields = statics(type);
    for (int i = 0; initialised && i < fields.size(); i++) {
      Field field = fields.get(i);
      write(
          UNSAFE.staticFieldBase(field), JdkUnsafe.offsetOf(field), field.getType(), values[i + 1]);
    }
  }

  private static List<Field> statics(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : JdkReflection.fields(type)) {
      if (Modifier.isStatic(field.getModifiers())) {
        fields.add(field);
      }
    }
    return fields;
  }

  private static Object read(Object base, long offset, Class<?> type) {
    return switch (type.descriptorString().charAt(0)) {
      case 'Z' -> UNSAFE.getBoolean(base, offset);
      case 'B' -> UNSAFE.getByte(base, offset);
      case 'C' -> UNSAFE.getChar(base, offset);
      case 'S' -> UNSAFE.getShort(base, offset);
      case 'I', 'F' -> UNSAFE.getInt(base, offset);
      case 'J', 'D' -> UNSAFE.getLong(base, offset);
      default -> UNSAFE.getReference(base, offset);
    };
  }

  private static void write(Object base, long offset, Class<?> type, Object value) {
    switch (type.descriptorString().charAt(0)) {
      case 'Z' -> UNSAFE.putBoolean(base, offset, (Boolean) value);
      case 'B' -> UNSAFE.putByte(base, offset, (Byte) value);
      case 'C' -> UNSAFE.putChar(base, offset, (Character) value);
      case 'S' -> UNSAFE.putShort(base, offset, (Short) value);
      case 'I', 'F' -> UNSAFE.putInt(base, offset, (Integer) value);
      case 'J', 'D' -> UNSAFE.putLong(base, offset, (Long) value);
      default -> UNSAFE.putReference(base, offset, value);
    }
  }
}
