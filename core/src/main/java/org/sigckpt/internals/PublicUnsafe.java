package org.sigckpt.internals;

/**
 * The name of the JDK's public Unsafe. It is put together at run time: the build rewrites constants
 * that hold it whole, since the codecs name that class, see {@link CodecMemory}.
 */
public final class PublicUnsafe {
  public static final String CLASS_NAME = String.join(".", "sun", "misc", "Unsafe");

  private PublicUnsafe() {}
}
