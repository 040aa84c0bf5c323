package org.sigckpt.classes;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Knows whether a class of the application loader would be found again by name, or was defined from
 * memory (by {@code Lookup.defineClass}, say) and needs its bytes in the statefile.
 *
 * <p>It looks into the jar or folder of the class's code source itself: asking the loader would run
 * program code and take its locks. One jar's entry names are read once.
 */
final class ClassOrigins {
  private final Map<Path, Set<String>> entries = new HashMap<>();

  /** Returns whether the class comes from a named module, or its code source has its file. */
  boolean canBeFoundAgain(Class<?> type) {
    if (type.getModule().isNamed()) {
      return true;
    }
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location != null
        && (!location.getProtocol().equals("file") || fileHas(location, entryOf(type)));
  }

  private boolean fileHas(URL location, String entry) {
    try {
      Path path = Path.of(new URI(location.toString()));
      return Files.isDirectory(path)
          ? Files.isRegularFile(path.resolve(entry))
          : entries.computeIfAbsent(path, ClassOrigins::entriesOf).contains(entry);
    } catch (URISyntaxException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Set<String> entriesOf(Path jar) {
    Set<String> names = new HashSet<>();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.stream().map(ZipEntry::getName).forEach(names::add);
    } catch (IOException e) {
      return Set.of();
    }
    return names;
  }

  private static String entryOf(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }
}
