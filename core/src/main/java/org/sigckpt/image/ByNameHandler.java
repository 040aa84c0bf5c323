package org.sigckpt.image;

/** An object of the JDK that the new JVM finds by its name. */
abstract class ByNameHandler<T> implements ObjectHandler {
  private final Class<T> kind;

  ByNameHandler(Class<T> kind) {
    this.kind = kind;
  }

  abstract String nameOf(T object);

  /** Returns the object of the name, or null. */
  abstract T find(String name);

  @Override
  public boolean handles(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    boolean jdk = loader == null || loader == ClassLoader.getPlatformClassLoader();
    return jdk && kind.isAssignableFrom(type);
  }

  @Override
  public final void capture(Object object, CaptureContext out) {
    out.data().writeString(nameOf(kind.cast(object)));
  }

  @Override
  public final Object create(Class<?> type, RestoreContext in) {
    String name = in.data().readString();
    try {
      T found = find(name);
      if (found != null) {
        return found;
      }
    } catch (RuntimeException e) {
      throw missing(name, e);
    }
    throw missing(name, null);
  }

  private ImageRestoreException missing(String name, RuntimeException cause) {
    return new ImageRestoreException(
        "Cannot restore the "
            + kind.getSimpleName()
            + " \""
            + name
            + "\": this JVM has none; restart with the JDK of the checkpoint.",
        cause);
  }
}
