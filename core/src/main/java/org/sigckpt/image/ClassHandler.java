package org.sigckpt.image;

/** A Class is the class table's entry. */
final class ClassHandler implements ObjectHandler {
  @Override
  public boolean handles(Class<?> type) {
    return type == Class.class;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    out.type((Class<?>) object);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    return in.type();
  }
}
