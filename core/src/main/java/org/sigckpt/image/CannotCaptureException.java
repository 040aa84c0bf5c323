package org.sigckpt.image;

/** An object can't be carried; the checkpoint is refused and the program goes on. */
public final class CannotCaptureException extends RuntimeException {
  /**
   * @param message what, which, why and what to do, without the path, which the writer adds
   */
  public CannotCaptureException(String message) {
    super(message);
  }
}
