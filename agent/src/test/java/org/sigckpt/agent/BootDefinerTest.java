package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sigckpt.barrier.Poll;

class BootDefinerTest {
  @Test
  void listsAllClassesOfTheBarrier() throws Exception {
    Path place = Path.of(Poll.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> present = new ArrayList<>();
    if (Files.isDirectory(place)) {
      list(place, present);
    } else {
      try (FileSystem jar =
          FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
        list(jar.getPath("/"), present);
      }
    }
    present.removeIf(name -> name.endsWith("package-info") || name.endsWith("/Hidden"));

    assertThat(BootDefiner.CLASSES).containsExactlyInAnyOrderElementsOf(present);
  }

  private static void list(Path root, List<String> found) throws Exception {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        found.add(root.relativize(file).toString().replace(".class", ""));
      }
    }
  }
}
