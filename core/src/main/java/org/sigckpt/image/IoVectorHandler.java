package org.sigckpt.image;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * The native array of {@code iovec}s that {@code sun.nio.ch} keeps per thread for reads and writes
 * of several buffers: made again with the same size. Between two calls it refers to no buffer, and
 * its content means nothing.
 */
final class IoVectorHandler implements ObjectHandler {
  private static final String TYPE = "sun.nio.ch.IOVecWrapper";

  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals(TYPE) && type.getClassLoader() == null;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Field buffers = JdkReflection.field(object.getClass(), "buf");
    Object[] used = (Object[]) JdkUnsafe.get(object, buffers);
    for (Object each : used) {
      if (each != null) {
        throw new CannotCaptureException(
            "Cannot checkpoint a " + TYPE + ": a transfer of several buffers is in progress.");
      }
    }
    out.data().writeInt(used.length);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    int size = in.data().readInt();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      return constructor.newInstance(size);
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot make a " + TYPE + " of " + size + ".", e);
    }
  }
}
