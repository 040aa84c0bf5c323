package org.sigckpt.barrier;

import org.sigckpt.CheckpointException;
import org.sigckpt.Outcome;

/** Serves {@link org.sigckpt.Checkpoint#now()}. */
public final class Requests {
  private static final long SLICE_NANOS = 1_000_000;

  private Requests() {}

  @Hidden
  public static Outcome checkpointNow() {
    Port port = Rendezvous.port();
    if (port == null) {
      throw new IllegalStateException(
          "Cannot checkpoint: the program runs without the agent. Start it with java"
              + " -javaagent:sigckpt.jar …");
    }
    Thread thread = Thread.currentThread();
    if (port.isOutsider(thread)) {
      throw new CheckpointException(
          "Cannot checkpoint: Checkpoint.now() was called on the JVM's own thread \""
              + thread.getName()
              + "\", which can't be captured. Call it on a thread of the program.");
    }
    Port.Ticket ticket = port.request();
    while (!ticket.isDone()) {
      Rendezvous.stopIfOpen(Operation.NOW);
      Parking.parkNanos(SLICE_NANOS);
    }
    String refusal = ticket.refusal();
    if (refusal != null) {
      throw new CheckpointException(refusal);
    }
    return Outcome.CONTINUED;
  }
}
