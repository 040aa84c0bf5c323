package org.sigckpt.statefile;

/** With what status the launcher ends when the program does not run. */
public enum ExitStatus {
  /** The question was answered. */
  DONE(0),
  /** An unknown option or a bad value. */
  BAD_ARGUMENTS(2),
  /** A checksum does not match, or bytes are missing. */
  DAMAGED(3),
  /** The checkpoint was taken on another JDK build. */
  OTHER_JDK(4),
  /** The maximum heap of this JVM can't hold the captured objects. */
  HEAP_TOO_SMALL(5),
  /** Objects are laid out differently in this JVM. */
  OTHER_LAYOUT(6),
  /** The statefile has a format that this build does not read. */
  OTHER_FORMAT(7),
  /** A resource outside the JVM can't be restored as it was captured. */
  RESOURCE_LOST(8),
  /** The statefile can't be read. */
  UNREADABLE(9);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** Returns the process's exit status, 0 to 255. */
  public int code() {
    return code;
  }
}
