package org.sigckpt.resource;

import java.util.Set;
import java.util.function.Consumer;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.RestoreContext;

/** Carries objects of which nothing else is to be written; checked before and mended after. */
final class FieldCopyHandler extends CopiedObjectHandler {
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
    super(type, skipped);
    this.check = check;
    this.mend = mend;
  }

  @Override
  void check(Object object) {
    check.accept(object);
  }

  @Override
  void restoreRest(Object object, RestoreContext in) {
    mend.accept(object);
  }
}
