package org.sigckpt.coordinator;

import org.sigckpt.image.Crew;

/**
 * Threads that write and read a heap beside the coordinator: one less than there are processors.
 */
final class Crews {
  private static final int MOST = 15;

  private Crews() {}

  /** Starts them; the program must run, or not yet. */
  static Crew start() {
    int count = Math.min(MOST, Runtime.getRuntime().availableProcessors() - 1);
    return Crew.of(count, body -> ServiceThread.start("helper", body));
  }
}
