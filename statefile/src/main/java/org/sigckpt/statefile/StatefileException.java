package org.sigckpt.statefile;

import java.io.IOException;

/** A statefile can't be used; the message is one line for the user. */
public class StatefileException extends IOException {
  private final ExitStatus status;

  /** Creates the exception; the status is what the launcher ends with. */
  public StatefileException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  /** Returns what the launcher ends with. */
  public ExitStatus status() {
    return status;
  }
}
