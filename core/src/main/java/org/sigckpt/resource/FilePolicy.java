package org.sigckpt.resource;

/** What happens to what was written to an open file after the checkpoint. */
public enum FilePolicy {
  /** The file gets its captured length, and its captured content where that was embedded. */
  TRUNCATE,
  /** The file stays as it is, only the position goes back. */
  KEEP,
  /** The restart is refused if the file changed. */
  FAIL
}
