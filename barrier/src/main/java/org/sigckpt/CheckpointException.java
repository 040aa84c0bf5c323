package org.sigckpt;

/** A checkpoint was refused or failed; the program is unharmed and still running here. */
public final class CheckpointException extends RuntimeException {
  public CheckpointException(String report) {
    super(report);
  }
}
