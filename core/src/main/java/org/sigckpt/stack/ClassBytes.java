package org.sigckpt.stack;

/** Gives the class file that the VM runs for a class: the original as woven by the agent. */
@FunctionalInterface
public interface ClassBytes {
  /**
   * Returns the woven class file, without resume methods.
   *
   * @return null if the bytes cannot be had (hidden classes, classes of other agents)
   */
  byte[] wovenBytes(Class<?> type);
}
