package org.sigckpt.resource;

import org.jspecify.annotations.Nullable;

/** Something outside the JVM is not as it was captured; no thread of the program has run. */
public final class ResourceLostException extends RuntimeException {
  ResourceLostException(String message) {
    super(message);
  }

  ResourceLostException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
