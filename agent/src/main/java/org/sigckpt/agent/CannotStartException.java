package org.sigckpt.agent;

/** The agent refuses this JVM or these options; the message is for the user, one line. */
final class CannotStartException extends RuntimeException {
  CannotStartException(String message) {
    super(message);
  }
}
