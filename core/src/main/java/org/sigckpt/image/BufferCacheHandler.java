package org.sigckpt.image;

import java.lang.reflect.Constructor;
import org.sigckpt.internals.JdkReflection;

/**
 * The direct buffers that {@code sun.nio.ch} keeps per thread between two transfers: an empty cache
 * comes back. On JDK 25 these buffers have no owner that could be captured.
 */
final class BufferCacheHandler implements ObjectHandler {
  private static final String TYPE = "sun.nio.ch.Util$BufferCache";

  @Override
  public boolean handles(Class<?> type) {
    return type.getName().equals(TYPE) && type.getClassLoader() == null;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    // What is in it means nothing between two transfers.
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    try {
      Constructor<?> constructor = JdkReflection.constructors(type)[0];
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot make a " + TYPE + ".", e);
    }
  }
}
