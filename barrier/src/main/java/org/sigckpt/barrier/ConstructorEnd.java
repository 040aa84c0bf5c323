package org.sigckpt.barrier;

/**
 * Thrown by the resume method of a constructor where the constructor would return.
 *
 * <p>The verifier lets no method called {@code <init>} return that has not called {@code super()};
 * a constructor that had done so before the checkpoint must not do it again. What links the frames
 * catches this.
 */
public final class ConstructorEnd extends Throwable {
  public static final ConstructorEnd INSTANCE = new ConstructorEnd();
  private static final long serialVersionUID = 1;

  private ConstructorEnd() {
    super(null, null, false, false);
  }
}
