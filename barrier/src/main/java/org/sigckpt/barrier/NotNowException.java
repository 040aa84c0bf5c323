package org.sigckpt.barrier;

/** The calling thread can't be captured where it stands. */
public final class NotNowException extends Exception {
  private final boolean passing;
  private boolean brief;

  /**
   * @param reason what stands in the way, with its frame
   * @param passing whether the thread, running on, may get to a place where it can be captured
   */
  public NotNowException(String reason, boolean passing) {
    super(reason, null, false, false);
    this.passing = passing;
  }

  NotNowException(String reason, Throwable cause) {
    super(reason, cause, false, false);
    this.passing = false;
  }

  /** Marks a place that the thread leaves at once, so that the next try need not wait. */
  public NotNowException markBrief() {
    brief = true;
    return this;
  }

  boolean isBrief() {
    return brief;
  }

  public boolean isPassing() {
    return passing;
  }
}
