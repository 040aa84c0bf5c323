package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * An Inflater or Deflater that has not begun, has finished or was ended gets a fresh native stream;
 * one in the middle of its data is refused.
 *
 * <p>The JDK does not keep {@code nowrap}; it is read from the native stream. Layout (64 bit, zlib
 * 1.2.9 and later; {@code zlib.h}, {@code inflate.h}, {@code deflate.h}): the state pointer at byte
 * 56 of z_stream; in the state first a pointer back to the z_stream, which must agree, then {@code
 * wrap} (int, 0 for raw data) at byte 16 of an inflate and byte 48 of a deflate state.
 */
final class ZStreamHandler implements ObjectHandler {
  private static final int STATE = 56;
  private static final int INFLATE_WRAP = 16;
  private static final int DEFLATE_WRAP = 48;
  private static final Predicate<Field> FIELDS = field -> !field.getName().equals("zsRef");

  @Override
  public boolean handles(Class<?> type) {
    return Inflater.class.isAssignableFrom(type) || Deflater.class.isAssignableFrom(type);
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Class<?> owner = ownerOf(object.getClass());
    long address = addressOf(object, owner);
    if (address != 0 && !isIdle(object, owner)) {
      throw refused(object, "it is in the middle of its data; finish, reset or end it");
    }
    out.data().writeBoolean(address != 0);
    out.data().writeBoolean(address != 0 && isRaw(object, owner, address));
    ObjectFields.capture(object, FIELDS, out);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return ObjectFields.allocate(type);
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    boolean open = in.data().readBoolean();
    boolean raw = in.data().readBoolean();
    ObjectFields.restore(object, FIELDS, in);
    Class<?> owner = ownerOf(object.getClass());
    long address = 0;
    if (open) {
      address = owner == Inflater.class ? inflate(raw) : deflate(object, raw);
    }
    Field field = JdkReflection.field(owner, "zsRef");
    Constructor<?> made = JdkReflection.constructors(field.getType())[0];
    made.setAccessible(true);
    try {
      JdkUnsafe.put(object, field, made.newInstance(object, address));
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot make a native stream for " + object + ".", e);
    }
  }

  private static long inflate(boolean raw) {
    return (long)
        JdkReflection.call(JdkReflection.method(Inflater.class, "init", boolean.class), null, raw);
  }

  private static long deflate(Object object, boolean raw) {
    int level = intOf(object, JdkReflection.field(Deflater.class, "level"));
    int strategy = intOf(object, JdkReflection.field(Deflater.class, "strategy"));
    var init = JdkReflection.method(Deflater.class, "init", int.class, int.class, boolean.class);
    return (long) JdkReflection.call(init, null, level, strategy, raw);
  }

  private static boolean isIdle(Object object, Class<?> owner) {
    boolean finished = flag(object, JdkReflection.field(owner, "finished"));
    long read = longOf(object, JdkReflection.field(owner, "bytesRead"));
    long written = longOf(object, JdkReflection.field(owner, "bytesWritten"));
    Field dictionary = JdkReflection.fieldOrNull(owner, "needDict");
    boolean waiting = dictionary != null && flag(object, dictionary);
    return !waiting && (finished || read == 0 && written == 0);
  }

  private static boolean isRaw(Object object, Class<?> owner, long address) {
    long state = UNSAFE.getAddress(address + STATE);
    if (state == 0 || UNSAFE.getAddress(state) != address) {
      throw refused(object, "this JVM's zlib is an unknown one; end it");
    }
    return UNSAFE.getInt(state + (owner == Inflater.class ? INFLATE_WRAP : DEFLATE_WRAP)) == 0;
  }

  private static long addressOf(Object object, Class<?> owner) {
    Field field = JdkReflection.field(owner, "zsRef");
    Object reference = JdkUnsafe.get(object, field);
    return reference == null
        ? 0
        : longOf(reference, JdkReflection.field(field.getType(), "address"));
  }

  private static Class<?> ownerOf(Class<?> type) {
    return Inflater.class.isAssignableFrom(type) ? Inflater.class : Deflater.class;
  }

  private static CannotCaptureException refused(Object object, String why) {
    return new CannotCaptureException(
        "Cannot checkpoint a " + object.getClass().getName() + ": " + why + " before.");
  }

  private static boolean flag(Object object, Field field) {
    return UNSAFE.getBoolean(object, JdkUnsafe.offsetOf(field));
  }

  private static long longOf(Object object, Field field) {
    return UNSAFE.getLong(object, JdkUnsafe.offsetOf(field));
  }

  private static int intOf(Object object, Field field) {
    return UNSAFE.getInt(object, JdkUnsafe.offsetOf(field));
  }
}
