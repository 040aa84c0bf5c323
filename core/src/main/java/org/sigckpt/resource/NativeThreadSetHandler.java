package org.sigckpt.resource;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Carries {@code sun.nio.ch.NativeThreadSet}, which holds the native ids of threads inside a
 * channel's read or write.
 *
 * <p>Such a thread, restored, will leave the set by the index it holds in its frame, so the slot
 * must stay taken; but the id in it is the old process's, and signalling it would be a wild write.
 * Taken slots get the id of the thread that restores: it is the new JVM's main thread, whose native
 * thread lives as long as the process, and the signal does nothing to it.
 *
 * <p>Record: as {@link FieldCopy} writes it, without the array; then its length, 0 for no array,
 * and one boolean per slot.
 */
final class NativeThreadSetHandler implements ObjectHandler {
  private static final Class<?> TYPE = RawObjects.type("sun.nio.ch.NativeThreadSet");
  private static final Field SLOTS = slots();
  private static final Method CURRENT =
      JdkReflection.method(RawObjects.type("sun.nio.ch.NativeThread"), "current");

  private final FieldCopy fields = new FieldCopy(TYPE, Set.of(SLOTS.getName()));

  @Override
  public boolean handles(Class<?> type) {
    return type == TYPE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    fields.capture(object, out);
    long @Nullable [] slots = (long[]) JdkUnsafe.get(object, SLOTS);
    out.data().writeInt(slots == null ? 0 : slots.length);
    if (slots != null) {
      for (long slot : slots) {
        out.data().writeBoolean(slot != 0);
      }
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Object object = RawObjects.allocate(type);
    fields.restorePrimitives(object, in);
    int length = in.data().readInt();
    if (length > 0) {
      long[] slots = new long[length];
      long current = (Long) JdkReflection.call(CURRENT, null);
      for (int i = 0; i < length; i++) {
        slots[i] = in.data().readBoolean() ? current : 0;
      }
      JdkUnsafe.put(object, SLOTS, slots);
    }
    return object;
  }

  /** {@code elts} on 17, {@code threads} on 25. */
  private static Field slots() {
    Field older = JdkReflection.fieldOrNull(TYPE, "elts");
    return older != null ? older : JdkReflection.field(TYPE, "threads");
  }
}
