package org.sigckpt.image;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Where fields lie in an object or a class's static base, in the order the image has them.
 *
 * <p>The order does not depend on how this VM laid the class out: superclass first, each class in
 * declared order, and of these first the 8-byte, then the 4-, 2- and 1-byte primitives, then the
 * references (4 bytes each in the image).
 *
 * @param longs byte offsets of the long and double fields
 * @param ints byte offsets of the int and float fields
 * @param shorts byte offsets of the short and char fields
 * @param bytes byte offsets of the byte and boolean fields
 * @param refs byte offsets of the reference fields
 * @param refFields the reference fields
 * @param fingerprint a checksum of all names and types, references being one type
 */
record FieldLayout(
    long[] longs,
    long[] ints,
    long[] shorts,
    long[] bytes,
    long[] refs,
    Field[] refFields,
    int fingerprint) {

  /** Returns the instance fields of the class and its superclasses that the predicate accepts. */
  static FieldLayout ofInstance(Class<?> type, Predicate<Field> accepted) {
    Deque<Class<?>> hierarchy = new ArrayDeque<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      hierarchy.addFirst(c);
    }
    List<Field> fields = new ArrayList<>();
    for (Class<?> c : hierarchy) {
      for (Field field : JdkReflection.fields(c)) {
        if (!Modifier.isStatic(field.getModifiers()) && accepted.test(field)) {
          fields.add(field);
        }
      }
    }
    return of(fields);
  }

  /** Returns the static fields that the class itself declares. */
  static FieldLayout ofStatics(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : JdkReflection.fields(type)) {
      if (Modifier.isStatic(field.getModifiers())) {
        fields.add(field);
      }
    }
    return of(fields);
  }

  /** Returns one static field of the class, from which its static base is had. */
  static Field anyStatic(Class<?> type) {
    for (Field field : JdkReflection.fields(type)) {
      if (Modifier.isStatic(field.getModifiers())) {
        return field;
      }
    }
    throw new IllegalArgumentException(type + " has no static field");
  }

  static FieldLayout of(List<Field> fields) {
    CRC32C crc = new CRC32C();
    for (Field field : fields) {
      String signature = field.getName() + (sizeOf(field) == 0 ? "L" : field.getType());
      for (int i = 0; i < signature.length(); i++) {
        crc.update(signature.charAt(i));
      }
    }
    return new FieldLayout(
        offsets(fields, 8),
        offsets(fields, 4),
        offsets(fields, 2),
        offsets(fields, 1),
        offsets(fields, 0),
        fields.stream().filter(field -> sizeOf(field) == 0).toArray(Field[]::new),
        (int) crc.getValue());
  }

  /** Returns the length of the fields in the image. */
  int lengthBytes() {
    return longs.length * 8 + (ints.length + refs.length) * 4 + shorts.length * 2 + bytes.length;
  }

  private static long[] offsets(List<Field> fields, int size) {
    return fields.stream()
        .filter(field -> sizeOf(field) == size)
        .mapToLong(JdkUnsafe::offsetOf)
        .toArray();
  }

  private static int sizeOf(Field field) {
    return switch (field.getType().descriptorString().charAt(0)) {
      case 'J', 'D' -> 8;
      case 'I', 'F' -> 4;
      case 'S', 'C' -> 2;
      case 'B', 'Z' -> 1;
      default -> 0;
    };
  }
}
