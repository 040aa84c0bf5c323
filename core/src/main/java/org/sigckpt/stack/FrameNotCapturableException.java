package org.sigckpt.stack;

/**
 * A frame can't be carried, at least not where it stands now; the checkpoint is refused or put off.
 */
public final class FrameNotCapturableException extends RuntimeException {
  private final String reason;
  private final boolean transientCondition;
  private boolean brief;

  /**
   * @param reason what and why, with the frame
   * @param transientCondition whether the same thread may be capturable a few polls later
   */
  public FrameNotCapturableException(String reason, boolean transientCondition) {
    super(reason);
    this.reason = reason;
    this.transientCondition = transientCondition;
  }

  /** Returns what and why, with the frame. */
  public String reason() {
    return reason;
  }

  /** Returns whether polling on may help: the frame goes away by itself. */
  public boolean transientCondition() {
    return transientCondition;
  }

  /** Returns whether the frame goes away as soon as the thread runs on. */
  public boolean isBrief() {
    return brief;
  }

  static FrameNotCapturableException briefly(String reason) {
    FrameNotCapturableException made = notNow(reason);
    made.brief = true;
    return made;
  }

  static FrameNotCapturableException never(String reason) {
    return new FrameNotCapturableException(reason, false);
  }

  static FrameNotCapturableException notNow(String reason) {
    return new FrameNotCapturableException(reason, true);
  }
}
