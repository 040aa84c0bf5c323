package org.sigckpt.image;

/** An object can't be carried; the checkpoint is refused and the program goes on. */
public final class CannotCaptureException extends RuntimeException {
  private final boolean passing;

  /**
   * @param message what, which, why and what to do, without the path, which the writer adds
   */
  public CannotCaptureException(String message) {
    this(message, false);
  }

  private CannotCaptureException(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  /** Returns one for what the program, running on, is about to change: the next try may succeed. */
  public static CannotCaptureException passing(String message) {
    return new CannotCaptureException(message, true);
  }

  boolean isPassing() {
    return passing;
  }
}
