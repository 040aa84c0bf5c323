package org.sigckpt.image;

/**
 * Captures and restores the objects of one special kind, in place of writing their fields.
 *
 * <p>An object comes back in two steps, because handled objects and ordinary ones refer to each
 * other: {@link #create} makes the instance when no other object may be touched yet, {@link
 * #complete} runs when every object of the image exists and all ordinary objects have their fields.
 * Both read the one record that {@link #capture} wrote, {@code complete} from where {@code create}
 * stopped reading.
 *
 * <p><b>Stage.</b> Every method runs on one coordinator thread, all participants held; it must not
 * run program code, take locks that a program thread may hold, or log.
 */
public interface ObjectHandler {
  /** Returns whether this handler is responsible; asked once per class, first handler wins. */
  boolean handles(Class<?> type);

  /** Returns whether it refuses no object of its classes. */
  default boolean carriesAll() {
    return false;
  }

  /**
   * Writes the record.
   *
   * @throws CannotCaptureException if the object can't be carried (reason and remedy in the
   *     message)
   */
  void capture(Object object, CaptureContext out);

  /** Returns the new instance; may read plain data and types, but no references. */
  Object create(Class<?> type, RestoreContext in);

  /** Finishes the instance; references may be read. */
  default void complete(Object object, RestoreContext in) {}
}
