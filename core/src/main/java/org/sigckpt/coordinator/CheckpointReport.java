package org.sigckpt.coordinator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** The one line that tells of a committed checkpoint. */
record CheckpointReport(Path file, long bytes, Duration pause, Duration timeToQuiesce) {
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "checkpoint committed: %s, %,d bytes, pause %d ms (%d ms to quiesce)",
        file,
        bytes,
        pause.toMillis(),
        timeToQuiesce.toMillis());
  }
}
