package org.sigckpt.internals;

/** The native stream does not look as that of a zlib that we know. */
public final class UnknownZlibException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownZlibException(String what) {
    super(what);
  }
}
