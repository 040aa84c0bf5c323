package org.sigckpt.barrier;

/** The calling thread can't be captured where it stands. */
public final class NotNowException extends Exception {
  private final boolean passing;

  /**
   * @param reason what stands in the way, with its frame
   * @param passing whether the thread, running on, may get to a place where it can be captured
   */
  public NotNowException(String reason, boolean passing) {
    super(reason, null, false, false);
    this.passing = passing;
  }

  public boolean isPassing() {
    return passing;
  }
}
