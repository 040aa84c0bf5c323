package org.sigckpt.resource;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Expands a class path to all files and folders that the JDK would look into, in its order. */
final class ClassPathEntries {
  private final Set<Path> found = new LinkedHashSet<>();

  private ClassPathEntries() {}

  /**
   * Returns the existing entries with what their manifests' Class-Path names, each once; absolute.
   */
  static List<Path> expand(List<Path> classPath) throws IOException {
    ClassPathEntries entries = new ClassPathEntries();
    for (Path entry : classPath) {
      entries.add(entry.toAbsolutePath().normalize());
    }
    return new ArrayList<>(entries.found);
  }

  /** Splits {@code java.class.path}; an empty entry is the working directory. */
  static List<Path> split(String classPath) {
    List<Path> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry));
    }
    return entries;
  }

  private void add(Path entry) throws IOException {
    if (!Files.exists(entry) || !found.add(entry) || !Files.isRegularFile(entry)) {
      return;
    }
    for (Path next : namedByManifest(entry)) {
      add(next);
    }
  }

  private static List<Path> namedByManifest(Path jar) throws IOException {
    List<Path> named = new ArrayList<>();
    String classPath = classPathOf(jar);
    if (classPath != null) {
      for (String reference : classPath.trim().split("\\s+", -1)) {
        Path path = resolve(jar, reference);
        if (path != null) {
          named.add(path);
        }
      }
    }
    return named;
  }

  private static @Nullable String classPathOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      Manifest manifest = file.getManifest();
      return manifest == null
          ? null
          : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    } catch (ZipException e) {
      return null; // The JDK skips class path entries that are no jars, too.
    }
  }

  /** References are URLs, relative to the jar; the JDK ignores those it can't use. */
  private static @Nullable Path resolve(Path jar, String reference) {
    try {
      URI uri = jar.toUri().resolve(reference);
      return "file".equals(uri.getScheme()) ? Path.of(uri).normalize() : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
