package org.sigckpt.agent;

/**
 * What a restarted JVM does to classes on top of the weaving, decided by the restart.
 *
 * <p>Called while classes are loaded, by any thread; must not load program classes.
 */
interface RestartWeaving {
  /** Returns whether the class was initialised at the checkpoint, so that its code must not run. */
  boolean comesInitialised(ClassLoader loader, String internalName);

  /** Returns whether the class's initialiser had failed, so that it must fail again. */
  default boolean fails(ClassLoader loader, String internalName) {
    return false;
  }

  /**
   * Returns the class file with the resume methods that the captured stacks need.
   *
   * @param loader null for the boot loader
   * @param woven as running before the checkpoint; not modified
   * @return {@code woven} itself if the class needs none
   */
  byte[] withResumeMethods(ClassLoader loader, String internalName, byte[] woven);
}
