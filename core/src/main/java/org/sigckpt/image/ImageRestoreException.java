package org.sigckpt.image;

/** The heap image can't be restored in this JVM; no thread of the program has run. */
public final class ImageRestoreException extends RuntimeException {
  public ImageRestoreException(String message) {
    super(message);
  }

  public ImageRestoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
