package org.sigckpt.barrier;

import org.sigckpt.Outcome;

/**
 * What a thread was doing inside our own code when it was captured, and how that goes on in the
 * restarted JVM. Frames of this package are never captured: the innermost captured frame stands at
 * its call into this package, and the operation takes the place of that call.
 *
 * @param monitor the object waited on, for {@link Kind#WAIT}; the stream, for {@link Kind#READ}
 * @param remainingNanos of the wait or sleep; {@link #FOREVER} for a wait without time
 */
public record Operation(Kind kind, Object monitor, long remainingNanos) {
  public static final long FOREVER = Long.MAX_VALUE;
  static final Operation POLL = new Operation(Kind.POLL, null, 0);

  /** A poll in a class of the program; told from the others by its identity. */
  static final Operation PROGRAM_POLL = new Operation(Kind.POLL, null, 0);

  static final Operation NOW = new Operation(Kind.NOW, null, 0);

  /** The order is part of the statefile format. */
  public enum Kind {
    POLL,
    NOW,
    WAIT,
    SLEEP,
    READ
  }

  static Operation waiting(Object monitor, long remainingNanos) {
    return new Operation(Kind.WAIT, monitor, remainingNanos);
  }

  static Operation sleeping(long remainingNanos) {
    return new Operation(Kind.SLEEP, null, remainingNanos);
  }

  static Operation reading(Object stream) {
    return new Operation(Kind.READ, stream, 0);
  }

  /** Goes on in the restarted JVM; returns what the call in progress returns (null if void). */
  @Hidden
  Object resume() throws InterruptedException {
    switch (kind) {
      case WAIT -> Blocking.waitAgain(monitor, remainingNanos);
      case SLEEP -> Blocking.sleepNanos(remainingNanos);
      case READ -> Blocking.awaitInput(monitor);
      case NOW -> {
        return Outcome.RESTARTED;
      }
      case POLL -> {}
    }
    return null;
  }
}
