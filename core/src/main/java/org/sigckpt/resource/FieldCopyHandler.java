package org.sigckpt.resource;

import java.util.Set;
import java.util.function.Consumer;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Carries objects of one JDK class by value, all fields but some, checked before and mended after.
 *
 * <p>Record: as {@link FieldCopy} writes it.
 */
final class FieldCopyHandler implements ObjectHandler {
  private final Class<?> type;
  private final FieldCopy fields;
  private final Consumer<Object> check;
  private final Consumer<Object> mend;

  /**
   * Creates the handler.
   *
   * @param check throws {@link CannotCaptureException} if the object can't be carried
   * @param mend runs on the restored object, last; for the skipped fields
   */
  FieldCopyHandler(
      Class<?> type, Set<String> skipped, Consumer<Object> check, Consumer<Object> mend) {
    this.type = type;
    this.fields = new FieldCopy(type, skipped);
    this.check = check;
    this.mend = mend;
  }

  @Override
  public boolean handles(Class<?> candidate) {
    return candidate == type;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    check.accept(object);
    fields.capture(object, out);
  }

  @Override
  public Object create(Class<?> candidate, RestoreContext in) {
    Object object = RawObjects.allocate(candidate);
    fields.restorePrimitives(object, in);
    return object;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    fields.restoreReferences(object, in);
    mend.accept(object);
    JdkUnsafe.UNSAFE.storeFence();
  }
}
