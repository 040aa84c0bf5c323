package org.sigckpt.coordinator;

/** The checkpoint was not taken; the message is the report for the user. */
final class CheckpointRefusedException extends Exception {
  private final boolean passing;

  CheckpointRefusedException(String report) {
    this(report, null, false);
  }

  CheckpointRefusedException(String report, Throwable cause) {
    this(report, cause, false);
  }

  /**
   * @param passing whether the program, running on, is about to change the reason
   */
  CheckpointRefusedException(String report, Throwable cause, boolean passing) {
    super(report, cause);
    this.passing = passing;
  }

  boolean isPassing() {
    return passing;
  }
}
