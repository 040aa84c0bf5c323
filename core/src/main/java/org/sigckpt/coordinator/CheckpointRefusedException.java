package org.sigckpt.coordinator;

/** The checkpoint was not taken; the message is the report for the user. */
final class CheckpointRefusedException extends Exception {
  CheckpointRefusedException(String report) {
    super(report);
  }

  CheckpointRefusedException(String report, Throwable cause) {
    super(report, cause);
  }
}
