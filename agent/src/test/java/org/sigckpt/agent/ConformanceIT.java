package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every conformance program goes on after a checkpoint, goes on from it in a new JVM, and from a
 * second one that the restarted program takes at its next pause, as if nothing had been.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConformanceIT {
  /**
   * Of every life; -Dsigckpt.conformance.flags=… has others, such as -Xint or another collector.
   */
  private static final String[] FLAGS =
      System.getProperty("sigckpt.conformance.flags", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
          .split(" ");

  private static final Path FOLDER = Path.of(System.getProperty("sigckpt.conformance", "."));
  private static final String NATIVE = "native_upcall";

  /** Delete a file at their end that they have open at the pause. */
  private static final Set<String> DELETING = Set.of("open_file_reader");

  /** Not carried yet: the checkpoint is refused, and the program goes on. */
  private static final Set<String> REFUSED = Set.of();

  @TempDir Path directory;

  static Stream<String> programs() throws IOException {
    String only = System.getProperty("sigckpt.conformance.only", "");
    return Files.readAllLines(FOLDER.resolve("INDEX.tsv")).stream()
        .map(line -> line.substring(0, line.indexOf('\t')))
        .filter(name -> !name.equals(NATIVE))
        .filter(name -> only.isEmpty() || List.of(only.split(",")).contains(name));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void goesOnInEveryLife(String name) throws IOException {
    List<String> expected = expected(name);
    boolean exits = DELETING.contains(name);
    try (TargetRun run = run(name)) {
      TargetRun.Life first = run.start(exits ? "then=exit" : "").end();
      // What java.instrument says when a class could not be woven on the stack that there was.
      assertThat(first.err()).doesNotContain("ASSERTION FAILED");
      if (!exits) {
        assertThat(finals(first.out())).as(first.toString()).isEqualTo(expected);
        String outcome = REFUSED.contains(name) ? " REFUSED " : " CONTINUED\n";
        assertThat(first.out()).contains(outcome);
      }
      if (REFUSED.contains(name)) {
        return;
      }
      Files.createFile(directory.resolve("again"));
      TargetRun.Life second = run.restart(FLAGS).end();
      String before = exits ? first.out() : before(first.out(), "CONTINUED");
      assertThat(finals(before + second.out())).as(second.toString()).isEqualTo(expected);
      assertThat(second.out()).contains(" RESTARTED\n");
      if (second.out().contains(" CONTINUED\n")) {
        TargetRun.Life third = run.restart(FLAGS).end();
        before += before(second.out(), "CONTINUED");
        assertThat(finals(before + third.out())).as(third.toString()).isEqualTo(expected);
        assertThat(third.out()).contains(" RESTARTED\n");
      }
    }
  }

  @Test
  void namesANativeFrameAndGoesOn() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
    Path library = directory.resolve("libupcall.so");
    String include = TargetRun.defaultJdk().resolve("include").toString();
    int status =
        new ProcessBuilder(
                "/usr/bin/cc",
                "-shared",
                "-fPIC",
                "-I" + include,
                "-I" + include + "/linux",
                "-o",
                library.toString(),
                FOLDER.resolve("native/upcall.c").toString())
            .inheritIO()
            .start()
            .waitFor();
    assertThat(status).isZero();
    try (TargetRun run = run(NATIVE).flags("-Dprobe.native=" + library)) {
      TargetRun.Life only = run.start("timeout=1s").end();
      assertThat(finals(only.out())).as(only.toString()).isEqualTo(expected(NATIVE));
      assertThat(only.out()).containsPattern("REFUSED .*P_native_upcall.call.*: it is native");
      assertThat(Files.exists(run.statefile())).isFalse();
    }
  }

  private TargetRun run(String name) throws IOException {
    try {
      Class<?> program = Class.forName("probe.P_" + name, false, getClass().getClassLoader());
      return new TargetRun(TargetRun.defaultJdk(), directory, program).flags(FLAGS);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static List<String> expected(String name) throws IOException {
    return Files.readAllLines(FOLDER.resolve("expected.txt")).stream()
        .filter(line -> line.startsWith(name + "\t"))
        .map(line -> line.substring(name.length() + 1))
        .toList();
  }

  private static List<String> finals(String output) {
    return output.lines().filter(line -> line.startsWith("FINAL")).toList();
  }

  /** Returns what stands before the line that tells the outcome of the pause. */
  private static String before(String output, String outcome) {
    int end = output.indexOf(" " + outcome + "\n");
    return output.substring(0, output.lastIndexOf("PAUSE", end));
  }
}
