package org.sigckpt;

/** In which of its two lives a call of {@link Checkpoint#now()} returned. */
public enum Outcome {
  /** The checkpoint is committed and this is still the process that asked for it. */
  CONTINUED,
  /** This is a new process, restarted from the statefile. */
  RESTARTED
}
