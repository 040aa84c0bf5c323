package org.sigckpt.stack;

/** How a captured frame comes back. */
public enum FrameKind {
  /** Ordinary bytecode: a resume method is generated for its (method, bci). */
  BYTECODE,
  /**
   * The JDK's reflective call of a method (accessor and hidden frames collapsed into one): boxes
   * the result, wraps a Throwable into InvocationTargetException.
   */
  REFLECTIVE_METHOD,
  /** The same for a constructor: its result is the {@code receiver} of the frame above. */
  REFLECTIVE_CONSTRUCTOR,
  /** The native part of {@code Class.forName}, which runs the initialiser of its owner. */
  FOR_NAME
}
