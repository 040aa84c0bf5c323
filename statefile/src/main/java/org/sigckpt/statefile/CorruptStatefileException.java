package org.sigckpt.statefile;

/** The file is damaged, cut short, or no statefile. */
public final class CorruptStatefileException extends StatefileException {
  /** Creates the exception with a message for the user. */
  public CorruptStatefileException(String message) {
    super(ExitStatus.DAMAGED, message);
  }
}
