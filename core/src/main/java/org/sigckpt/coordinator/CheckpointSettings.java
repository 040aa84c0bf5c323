package org.sigckpt.coordinator;

import java.nio.file.Path;
import java.time.Duration;
import org.sigckpt.image.Codec;

/**
 * What the user chose for checkpoints of this process; carried into the statefile, so that a
 * restarted program goes on with the same settings.
 *
 * @param file the statefile to write, absolute
 * @param exitAfterwards whether the process ends when the checkpoint is committed
 * @param timeout for bringing all threads to the barrier
 * @param keepCount how many statefiles remain, the newest included
 * @param compress codec of the heap section
 */
public record CheckpointSettings(
    Path file, boolean exitAfterwards, Duration timeout, int keepCount, Codec compress) {
  /** Exit status after a checkpoint with {@code exitAfterwards}; EX_TEMPFAIL of sysexits.h. */
  public static final int EXIT_STATUS = 75;
}
