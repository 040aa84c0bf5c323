package org.sigckpt.statefile;

import java.nio.file.Path;

/**
 * A statefile that is durably in place.
 *
 * @param file where it is
 * @param lengthBytes its size
 */
public record Commit(Path file, long lengthBytes) {}
