package org.sigckpt.resource;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Copies an object's fields by value, all but some.
 *
 * <p>Record: the primitive fields, then the references, superclass first, in the order of {@code
 * getDeclaredFields0}, which is the same in every JVM of one JDK build.
 */
final class FieldCopy {
  private final List<Field> primitives = new ArrayList<>();
  private final List<Field> references = new ArrayList<>();

  /**
   * Prepares the copy.
   *
   * @param skipped names of fields that stay 0 or null
   */
  FieldCopy(Class<?> type, Set<String> skipped) {
    if (type.getSuperclass() != null) {
      FieldCopy inherited = new FieldCopy(type.getSuperclass(), skipped);
      primitives.addAll(inherited.primitives);
      references.addAll(inherited.references);
    }
    for (Field field : JdkReflection.fields(type)) {
      if (!Modifier.isStatic(field.getModifiers()) && !skipped.contains(field.getName())) {
        (field.getType().isPrimitive() ? primitives : references).add(field);
      }
    }
  }

  /** Copies all fields to another object of the same class. */
  static void copy(Object from, Object to) {
    FieldCopy fields = new FieldCopy(from.getClass(), Set.of());
    for (Field field : fields.references) {
      JdkUnsafe.put(to, field, JdkUnsafe.get(from, field));
    }
    try (Output primitives = new Output(64, -1)) {
      fields.primitives.forEach(field -> write(from, field, primitives));
      Input input = new Input(primitives.toBytes());
      fields.primitives.forEach(field -> read(to, field, input));
    }
  }

  void capture(Object object, CaptureContext out) {
    for (Field field : primitives) {
      write(object, field, out.data());
    }
    for (Field field : references) {
      out.ref(JdkUnsafe.get(object, field));
    }
  }

  void restorePrimitives(Object object, RestoreContext in) {
    for (Field field : primitives) {
      read(object, field, in.data());
    }
  }

  void restoreReferences(Object object, RestoreContext in) {
    for (Field field : references) {
      JdkUnsafe.put(object, field, in.ref());
    }
  }

  private static void write(Object object, Field field, Output out) {
    long offset = JdkUnsafe.offsetOf(field);
    switch (widthBytes(field.getType())) {
      case 1 -> out.writeByte(UNSAFE.getByte(object, offset));
      case 2 -> out.writeShort(UNSAFE.getShort(object, offset));
      case 4 -> out.writeInt(UNSAFE.getInt(object, offset));
      default -> out.writeLong(UNSAFE.getLong(object, offset));
    }
  }

  private static void read(Object object, Field field, Input in) {
    long offset = JdkUnsafe.offsetOf(field);
    switch (widthBytes(field.getType())) {
      case 1 -> UNSAFE.putByte(object, offset, in.readByte());
      case 2 -> UNSAFE.putShort(object, offset, in.readShort());
      case 4 -> UNSAFE.putInt(object, offset, in.readInt());
      default -> UNSAFE.putLong(object, offset, in.readLong());
    }
  }

  private static int widthBytes(Class<?> type) {
    if (type == boolean.class || type == byte.class) {
      return 1;
    }
    if (type == char.class || type == short.class) {
      return 2;
    }
    return type == int.class || type == float.class ? 4 : 8;
  }
}
