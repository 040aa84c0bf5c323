package org.sigckpt.resource;

import java.util.Set;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Carries objects of one JDK class by value, all fields but some, and what those stand for.
 *
 * <p>Record: as {@link FieldCopy} writes it, then the rest.
 */
abstract class CopiedObjectHandler implements ObjectHandler {
  private final Class<?> type;
  private final FieldCopy fields;

  /**
   * Creates the handler.
   *
   * @param skipped names of fields that stay 0 or null
   */
  CopiedObjectHandler(Class<?> type, Set<String> skipped) {
    this.type = type;
    this.fields = new FieldCopy(type, skipped);
  }

  /**
   * Runs before anything is written.
   *
   * @throws org.sigckpt.image.CannotCaptureException if the object can't be carried
   */
  void check(Object object) {}

  /**
   * Writes what the skipped fields stand for.
   *
   * @throws org.sigckpt.image.CannotCaptureException if that can't be carried
   */
  void captureRest(Object object, CaptureContext out) {}

  /**
   * Reads it, and sets those fields; all others are set.
   *
   * @throws ResourceLostException if it is not to be had any more
   */
  abstract void restoreRest(Object object, RestoreContext in);

  @Override
  public final boolean handles(Class<?> candidate) {
    return candidate == type;
  }

  @Override
  public final void capture(Object object, CaptureContext out) {
    check(object);
    fields.capture(object, out);
    captureRest(object, out);
  }

  @Override
  public final Object create(Class<?> candidate, RestoreContext in) {
    Object object = RawObjects.allocate(candidate);
    fields.restorePrimitives(object, in);
    return object;
  }

  @Override
  public final void complete(Object object, RestoreContext in) {
    fields.restoreReferences(object, in);
    restoreRest(object, in);
    JdkUnsafe.UNSAFE.storeFence();
  }
}
