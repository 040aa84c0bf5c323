package org.sigckpt.internals;

/** A JDK internal is not what this build was made for; the message names it. */
public final class MissingInternalException extends RuntimeException {
  public MissingInternalException(String what) {
    this(what, null);
  }

  public MissingInternalException(String what, Throwable cause) {
    super(
        "Cannot use this JDK ("
            + System.getProperty("java.runtime.version")
            + "): "
            + what
            + " is missing; use a HotSpot JDK 17 to 25.",
        cause);
  }
}
