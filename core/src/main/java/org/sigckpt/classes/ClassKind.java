package org.sigckpt.classes;

/** How a class of the image is found or made again; the order is part of the file format. */
public enum ClassKind {
  /** {@code int.class} and the others, {@code void} included. */
  PRIMITIVE,
  /** From its component class. */
  ARRAY,
  /** By name from the boot loader. */
  BOOT,
  /** By name from the platform loader. */
  PLATFORM,
  /** Of the application loader: by name, or from bytes if its jar or folder does not have it. */
  APP,
  /** Of a loader that the program made: from bytes. */
  CUSTOM,
  /** Hidden proxy class of a lambda or method reference: from its recipe. */
  LAMBDA,
  /** Of {@code java.lang.reflect.Proxy}: from its interfaces, in order. */
  PROXY,
  /** Any other hidden class: from bytes, in its host's package and loader. */
  HIDDEN,
  /** Of {@code MethodHandleProxies}, where that spins hidden classes: from its interface. */
  HANDLE_PROXY;

  private static final ClassKind[] VALUES = values();

  /** Returns the kind that {@link #ordinal} stands for. */
  static ClassKind of(int ordinal) {
    if (ordinal < 0 || ordinal >= VALUES.length) {
      throw new IllegalArgumentException(
          "Cannot read class table: class kind " + ordinal + " is unknown to this build.");
    }
    return VALUES[ordinal];
  }
}
