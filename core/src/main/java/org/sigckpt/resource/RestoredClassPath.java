package org.sigckpt.resource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the program's jars and folders lie in the restarted JVM.
 *
 * @param entries in the order of the class path
 * @param relocated from the captured path to the extracted jar; entries used in place are not in it
 */
public record RestoredClassPath(List<Path> entries, Map<Path, Path> relocated) {
  /** Returns where a captured file lies now; the path itself if it was not moved. */
  public Path relocate(Path captured) {
    return relocated.getOrDefault(captured, captured);
  }
}
