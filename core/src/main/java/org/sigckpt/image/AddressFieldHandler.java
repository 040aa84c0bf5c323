package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.util.Locale;
import java.util.function.Predicate;
import org.sigckpt.internals.JdkClasses;

/**
 * Objects of the program that keep the address of a direct buffer's memory, to work on it by {@code
 * Unsafe} as Netty's buffers do: carried by value, and the address follows the memory.
 *
 * <p>An address is a {@code long} like any other. So it counts as one only in a field that is
 * called an address or a pointer, and only if it points into, or right behind, the memory of a
 * buffer of the image. Memory that no buffer owns can't be seen.
 */
final class AddressFieldHandler implements ObjectHandler {
  private static final Predicate<Field> ALL = field -> true;
  private static final Predicate<Field> ADDRESSES = AddressFieldHandler::isAddress;

  private final BufferMemory memory;

  AddressFieldHandler(BufferMemory memory) {
    this.memory = memory;
  }

  @Override
  public boolean handles(Class<?> type) {
    return !type.isArray()
        && !type.isInterface()
        && isAllOfProgram(type)
        && FieldLayout.ofInstance(type, ADDRESSES).longs().length > 0;
  }

  /** What the JDK's classes inherit to it, such as references, may have to be carried otherwise. */
  private static boolean isAllOfProgram(Class<?> type) {
    Class<?> each = type;
    while (each != null && !JdkClasses.isJdk(each)) {
      each = each.getSuperclass();
    }
    return type != Object.class && each == Object.class;
  }

  private static boolean isAddress(Field field) {
    String name = field.getName().toLowerCase(Locale.ROOT);
    return field.getType() == long.class
        && (name.endsWith("address")
            || name.endsWith("addr")
            || name.endsWith("pointer")
            || name.endsWith("ptr"));
  }

  @Override
  public boolean carriesAll() {
    return true;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    ObjectFields.capture(object, ALL, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return ObjectFields.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    ObjectFields.restore(object, ALL, in);
    for (long offset : FieldLayout.ofInstance(object.getClass(), ADDRESSES).longs()) {
      UNSAFE.putLong(object, offset, memory.now(UNSAFE.getLong(object, offset)));
    }
  }
}
