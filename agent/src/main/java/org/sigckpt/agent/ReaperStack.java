package org.sigckpt.agent;

import org.objectweb.asm.ClassReader;

/**
 * Gives the JDK's threads that wait for child processes room for what the agent does on them.
 *
 * <p>They get 128 KiB, of which the VM keeps most for itself. A class that such a thread loads is
 * woven on its stack: that overflowed, and the VM reported a failed assertion of java.instrument
 * for each class. The size is a constant of the class, and changed there; {@code
 * jdk.lang.processReaperUseDefaultStackSize} would show among the program's system properties.
 */
final class ReaperStack {
  static final String OWNER = "java/lang/ProcessHandleImpl";

  /** ProcessHandleImpl.REAPER_DEFAULT_STACKSIZE of 17 and 25. */
  static final long DEFAULT_BYTES = 128 << 10;

  static final long ENLARGED_BYTES = 1 << 20;

  /** JVMS §4.4.5: tag, high bytes, low bytes. */
  private static final byte LONG_TAG = 5;

  private ReaperStack() {}

  /** Returns a copy, or the same array if it does not hold the constant. */
  static byte[] enlarge(byte[] processHandleImpl) {
    ClassReader reader = new ClassReader(processHandleImpl);
    byte[] enlarged = processHandleImpl;
    for (int i = 1; i < reader.getItemCount(); i++) {
      int value = reader.getItem(i);
      if (value != 0
          && processHandleImpl[value - 1] == LONG_TAG
          && reader.readLong(value) == DEFAULT_BYTES) {
        enlarged = enlarged == processHandleImpl ? processHandleImpl.clone() : enlarged;
        for (int at = 0; at < Long.BYTES; at++) {
          enlarged[value + at] = (byte) (ENLARGED_BYTES >>> (Long.SIZE - Byte.SIZE * (at + 1)));
        }
      }
    }
    return enlarged;
  }
}
