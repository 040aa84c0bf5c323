package org.sigckpt.image;

/** A collection moved objects while the image was written; writing it again will do. */
public final class ImageMovedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ImageMovedException() {
    super("a garbage collection moved objects while the heap was written");
  }
}
