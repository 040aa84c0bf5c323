package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.util.function.Predicate;

/**
 * Writes and reads chosen instance fields of a handled object, for handlers that carry an object by
 * value except for some fields.
 */
public final class ObjectFields {
  private ObjectFields() {}

  /** Accepts the fields that subclasses of the class declare, not its own or inherited ones. */
  public static Predicate<Field> below(Class<?> superclass) {
    return field -> !field.getDeclaringClass().isAssignableFrom(superclass);
  }

  /** Writes the fields that the predicate accepts. */
  public static void capture(Object object, Predicate<Field> accepted, CaptureContext out) {
    FieldLayout layout = FieldLayout.ofInstance(object.getClass(), accepted);
    for (long offset : layout.longs()) {
      out.data().writeLong(UNSAFE.getLong(object, offset));
    }
    for (long offset : layout.ints()) {
      out.data().writeInt(UNSAFE.getInt(object, offset));
    }
    for (long offset : layout.shorts()) {
      out.data().writeShort(UNSAFE.getShort(object, offset));
    }
    for (long offset : layout.bytes()) {
      out.data().writeByte(UNSAFE.getByte(object, offset));
    }
    for (long offset : layout.refs()) {
      out.ref(UNSAFE.getReference(object, offset));
    }
  }

  /** Reads what {@link #capture} wrote with the same predicate; only in {@code complete}. */
  public static void restore(Object object, Predicate<Field> accepted, RestoreContext in) {
    FieldLayout layout = FieldLayout.ofInstance(object.getClass(), accepted);
    for (long offset : layout.longs()) {
      UNSAFE.putLong(object, offset, in.data().readLong());
    }
    for (long offset : layout.ints()) {
      UNSAFE.putInt(object, offset, in.data().readInt());
    }
    for (long offset : layout.shorts()) {
      UNSAFE.putShort(object, offset, in.data().readShort());
    }
    for (long offset : layout.bytes()) {
      UNSAFE.putByte(object, offset, in.data().readByte());
    }
    for (long offset : layout.refs()) {
      UNSAFE.putReference(object, offset, in.ref());
    }
  }

  /** Returns an instance whose constructor did not run. */
  public static Object allocate(Class<?> type) {
    try {
      return UNSAFE.allocateInstance(type);
    } catch (InstantiationException e) {
      throw new ImageRestoreException("Cannot make an instance of " + type.getName() + ".", e);
    }
  }
}
