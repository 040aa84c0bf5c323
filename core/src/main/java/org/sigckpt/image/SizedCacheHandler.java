package org.sigckpt.image;

import java.lang.reflect.Constructor;

/**
 * Native memory that the JDK keeps per thread for its system calls: made again with the same size,
 * by the constructor that takes it. Between two calls its content means nothing.
 */
abstract class SizedCacheHandler implements ObjectHandler {
  private final String typeName;

  /**
   * @param typeName of a class of the boot loader
   */
  SizedCacheHandler(String typeName) {
    this.typeName = typeName;
  }

  /**
   * Returns what its constructor is to be given.
   *
   * @throws CannotCaptureException if a call is using it
   */
  abstract int sizeOf(Object cache);

  @Override
  public final boolean handles(Class<?> type) {
    return type.getName().equals(typeName) && type.getClassLoader() == null;
  }

  @Override
  public final void capture(Object object, CaptureContext out) {
    out.data().writeInt(sizeOf(object));
  }

  @Override
  public final Object create(Class<?> type, RestoreContext in) {
    int size = in.data().readInt();
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(int.class);
      constructor.setAccessible(true);
      return constructor.newInstance(size);
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot make a " + typeName + " of size " + size + ".", e);
    }
  }
}
