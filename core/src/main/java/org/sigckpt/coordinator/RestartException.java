package org.sigckpt.coordinator;

/** A restart can't succeed; said before any thread of the program runs. */
public final class RestartException extends RuntimeException {
  public RestartException(String message, Throwable cause) {
    super(message, cause);
  }
}
