package org.sigckpt;

import org.sigckpt.barrier.Requests;

/** Lets a program ask for its own checkpoint. */
public final class Checkpoint {
  private Checkpoint() {}

  /**
   * Takes a checkpoint of the whole program and returns twice, like {@code fork()}: here, and in
   * every process restarted from the statefile. Any thread may call it; calls at the same time are
   * served by one checkpoint.
   *
   * @throws CheckpointException if the checkpoint was refused; the message is the whole report
   * @throws IllegalStateException if the program runs without the agent
   */
  public static Outcome now() {
    return Requests.checkpointNow();
  }
}
