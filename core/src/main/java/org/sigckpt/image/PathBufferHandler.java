package org.sigckpt.image;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.sigckpt.internals.JdkReflection;

/**
 * The native memory that {@code sun.nio.fs} caches per thread for the path of one system call: made
 * again with the same size; between two calls its content means nothing.
 */
final class PathBufferHandler implements ObjectHandler {
  private static final String TYPE = "sun.nio.fs.NativeBuffer";

  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals(TYPE) && type.getClassLoader() == null;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    Method size = JdkReflection.method(object.getClass(), "size");
    out.data().writeInt((int) JdkReflection.call(size, object));
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    int size = in.data().readInt();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      return constructor.newInstance(size);
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot make a " + TYPE + " of " + size + " bytes.", e);
    }
  }
}
