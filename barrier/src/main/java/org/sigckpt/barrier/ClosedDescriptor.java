package org.sigckpt.barrier;

import java.io.FileDescriptor;
import jdk.internal.misc.Unsafe;

/**
 * Marks the descriptor of a socket or pipe that is being closed.
 *
 * <p>The JDK leaves the number in it, and the kernel gives that number to the next file; so whoever
 * looks at the descriptor of a channel that the program still refers to, closed as it is, finds a
 * file that has nothing to do with it. What is marked is the field that streams set when they close
 * theirs.
 */
public final class ClosedDescriptor {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final long CLOSED = UNSAFE.objectFieldOffset(FileDescriptor.class, "closed");

  private ClosedDescriptor() {}

  /** Called first in what closes it. */
  @Hidden
  public static void mark(FileDescriptor descriptor) {
    if (descriptor != null) {
      UNSAFE.putBoolean(descriptor, CLOSED, true);
    }
  }
}
