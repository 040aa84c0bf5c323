package org.sigckpt.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The JDKs to test on, and forked runs under the agent. The JDKs are this one and those installed
 * beside it, one per version; or those in the path list {@code -Dsigckpt.jdks}.
 */
final class Jdks {
  private static final int TIMEOUT_SECONDS = 120;

  private Jdks() {}

  static List<Path> all() throws IOException {
    String given = System.getProperty("sigckpt.jdks");
    if (given != null) {
      return Stream.of(given.split(java.io.File.pathSeparator)).map(Path::of).toList();
    }
    Path own = Path.of(System.getProperty("java.home"));
    Map<String, Path> byVersion = new TreeMap<>();
    try (Stream<Path> beside = Files.list(own.toRealPath().getParent())) {
      for (Path home : (Iterable<Path>) beside::iterator) {
        if (Files.isExecutable(home.resolve("bin/java"))
            && Files.isReadable(home.resolve("release"))) {
          byVersion.putIfAbsent(version(home), home);
        }
      }
    }
    byVersion.put(version(own), own);
    return List.copyOf(byVersion.values());
  }

  private static String version(Path home) throws IOException {
    return Files.readAllLines(home.resolve("release")).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .findFirst()
        .orElse("");
  }

  /** What a forked JVM printed, and how it ended. */
  record Run(int status, String out, String err) {}

  static String agentJar() {
    return System.getProperty("sigckpt.jar");
  }

  /** Runs {@code java} of that JDK with the arguments, after the class path of the tests. */
  static Run java(Path home, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.add("-cp");
    command.add(testClasses());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("sigckpt", ".out");
    Path err = Files.createTempFile("sigckpt", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  static String testClasses() throws Exception {
    return Path.of(Jdks.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }
}
