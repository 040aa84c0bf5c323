package org.sigckpt.stack;

/**
 * What the resume method of a constructor can be in a class.
 *
 * <p>An overload of {@code <init>} is right in stack traces, may call {@code super()} and may write
 * final fields. The VM adds methods to a loaded class only if they are private and static or final,
 * which a constructor can't be. (JDK 17 does not check that in classes of the boot loader; 25
 * does.)
 */
enum ConstructorKind {
  /** An overload, added while the class is defined. */
  OVERLOAD,
  /** A method with a name of its own, as the JDK's loaded classes need; none before super(). */
  METHOD;

  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  /**
   * @param loader of the class, null for the boot loader
   */
  static ConstructorKind in(ClassLoader loader) {
    return loader == null || loader == PLATFORM ? METHOD : OVERLOAD;
  }
}
