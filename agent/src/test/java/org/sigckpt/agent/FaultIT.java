package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sigckpt.samples.OtherAgent;
import org.sigckpt.statefile.ExitStatus;
import org.sigckpt.statefile.SectionKind;
import org.sigckpt.statefile.Statefile;
import org.sigckpt.targets.BulkTarget;
import org.sigckpt.targets.EchoTarget;
import org.sigckpt.targets.HeapTarget;
import org.sigckpt.targets.RecursionTarget;
import org.sigckpt.targets.RefusedTarget;

/** A checkpoint that fails harms nobody; a restart that can't succeed says so and runs nothing. */
class FaultIT {
  private static final String ALL_BULK_OUT = "PAUSE 1\nPAUSE 2\n";

  @TempDir Path directory;

  private TargetRun run(Class<?> target, String... arguments) throws IOException {
    return new TargetRun(TargetRun.defaultJdk(), directory, target).arguments(arguments);
  }

  private String refusalOf(String kind, String expectedOut) throws IOException {
    try (TargetRun run = run(RefusedTarget.class, kind)) {
      run.start("then=exit,timeout=1s").awaitPause(1).checkpoint();
      String report = run.awaitRefusal(1);
      TargetRun.Life life = run.letGo(1).end();
      assertThat(life.out()).isEqualTo("PAUSE 1\n" + expectedOut);
      assertThat(life.status()).isZero();
      assertThat(filesLike("app.ckpt")).isEmpty();
      return report;
    }
  }

  private List<Path> filesLike(String part) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().contains(part)).toList();
    }
  }

  @Test
  void refusesADeletedMappedFileByItsPath() throws IOException {
    assertThat(refusalOf("mapped", "mapped 5\n"))
        .contains("RefusedTarget.HELD")
        .contains("mapped.bin (deleted): it was deleted");
  }

  @Test
  void waitsForAnInitialiserThatReflectionStarted() throws IOException {
    assertThat(refusalOf("reflective", "reflective made\n"))
        .contains("RefusedTarget$Slow.<clinit>");
  }

  @Test
  void refusesWhatAnAgentBehindItHasChanged() throws IOException {
    Path jar = directory.resolve("other.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", OtherAgent.class.getName());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    try (TargetRun run = run(HeapTarget.class).otherAgent(jar)) {
      run.start("then=exit").awaitPause(1).checkpoint();
      assertThat(run.awaitRefusal(1))
          .contains("Cannot checkpoint class org.sigckpt.targets.")
          .contains("another agent has changed it after sigckpt");
      assertThat(run.letGo(1).letGo(2).end().status()).isZero();
    }
  }

  @Test
  void reportsAThreadThatIsStuckInANativeMethod() throws Exception {
    int status = new ProcessBuilder("mkfifo", directory.resolve("fifo") + "").start().waitFor();
    assertThat(status).isZero();
    assertThat(refusalOf("fifo", "fifo gave 9\n"))
        .contains("1 of 2 threads did not arrive")
        .contains("\"stuck-reader\"")
        .contains("native method")
        .contains("FileInputStream.open0")
        .doesNotContain("\"main\"");
  }

  @Test
  void restartsAReaderOfStandardInput() throws Exception {
    Path fifo = directory.resolve("stdin");
    assertThat(new ProcessBuilder("mkfifo", fifo + "").start().waitFor()).isZero();
    // Opened for both, or else opening the one end waits for the other.
    try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw");
        TargetRun run = run(EchoTarget.class).inputFrom(fifo)) {
      run.letGo(1).start("then=exit,timeout=1s");
      writer.writeBytes("one\n");
      run.awaitPause(1).checkpoint();
      assertThat(run.end().status()).isEqualTo(TargetRun.CHECKPOINTED);
      TargetRun.Life life = run.input("two\nthree\n\004").restart().end();
      assertThat(life.out()).endsWith("read two\nread three\nat the end: 4\n");
      assertThat(life.status()).isZero();
    }
  }

  @Test
  void goesOnWhenTheDiskIsFull() throws IOException {
    try (TargetRun run = run(RecursionTarget.class).fileSizeLimit(256)) {
      run.flags("-XX:-UsePerfData", "-Xss8m").start("then=exit").awaitPause(1).checkpoint();
      String report = run.awaitRefusal(1);
      TargetRun.Life life = run.letGo(1).letGo(2).end();
      assertThat(report).contains("app.ckpt");
      assertThat(life.status()).isZero();
      assertThat(life.out()).startsWith("PAUSE 1\nPAUSE 2\n").hasLineCount(3);
      assertThat(filesLike("ckpt")).isEmpty();
    }
  }

  @Test
  void keepsTheOldStatefileWhenKilledWhileWritingANewOne() throws IOException {
    try (TargetRun run = run(BulkTarget.class)) {
      run.start("").awaitPause(1).checkpoint().awaitCommit(1);
      Object committed = Files.readAttributes(run.statefile(), "unix:ino").get("ino");
      run.letGo(1).awaitPause(2).checkpoint();
      run.await("a file half written", () -> sizeOfTemporaryFile() > 1 << 20);
      run.kill();
      assertThat(Files.readAttributes(run.statefile(), "unix:ino"))
          .as("the kill came in time")
          .containsEntry("ino", committed);
      TargetRun.Life life = run.letGo(2).restart().end();
      assertThat(life.out()).as(life.err()).isEqualTo("PAUSE 2\n" + undisturbedBulk());
    }
  }

  private long sizeOfTemporaryFile() {
    long size = 0;
    try {
      for (Path file : filesLike("ckpt")) {
        if (!file.endsWith("app.ckpt")) {
          size = Math.max(size, Files.size(file));
        }
      }
    } catch (IOException e) {
      return size;
    }
    return size;
  }

  private String undisturbedBulk() throws IOException {
    try (TargetRun run = run(BulkTarget.class)) {
      return run.letGo(1).letGo(2).startUndisturbed().end().out().substring(ALL_BULK_OUT.length());
    }
  }

  private TargetRun checkpointed() throws IOException {
    TargetRun run = run(HeapTarget.class);
    TargetRun.Life life = run.start("then=exit").awaitPause(1).checkpoint().end();
    assertThat(life.status()).as(life.err()).isEqualTo(TargetRun.CHECKPOINTED);
    return run.letGo(1).letGo(2);
  }

  private static void assertRefused(TargetRun.Life life, ExitStatus status, String... parts) {
    assertThat(life.status()).as(life.err()).isEqualTo(status.code());
    assertThat(life.out()).isEmpty();
    assertThat(life.err()).contains(parts).doesNotContain("\tat ");
  }

  @Test
  void restartsNoDamagedStatefile() throws IOException {
    try (TargetRun run = checkpointed()) {
      for (SectionKind kind : List.of(SectionKind.HEAP, SectionKind.THREADS)) {
        flipABitIn(run.statefile(), kind);
        assertRefused(run.restart().end(), ExitStatus.DAMAGED, kind.name(), "crc32");
        flipABitIn(run.statefile(), kind);
      }
      assertThat(run.restart().end().status()).isZero();
    }
  }

  private static void flipABitIn(Path file, SectionKind kind) throws IOException {
    Statefile.Section section;
    try (Statefile statefile = Statefile.open(file)) {
      section = statefile.section(kind);
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long place = section.offsetBytes() + section.lengthBytes() / 2;
      bytes.seek(place);
      int old = bytes.read();
      bytes.seek(place);
      bytes.write(old ^ 1);
    }
  }

  @Test
  void restartsNoTruncatedStatefile() throws IOException {
    try (TargetRun run = checkpointed()) {
      try (RandomAccessFile file = new RandomAccessFile(run.statefile().toFile(), "rw")) {
        file.setLength(file.length() - 4096);
      }
      TargetRun.Life life = run.restart().end();
      assertThat(life.status()).isNotZero();
      assertThat(life.out()).isEmpty();
      assertThat(life.err()).contains("app.ckpt");
    }
  }

  @Test
  void restartsNotInAJvmThatDiffers() throws IOException {
    try (TargetRun run = checkpointed()) {
      assertRefused(
          run.restart("-XX:-UseCompressedOops").end(), ExitStatus.OTHER_LAYOUT, "same JVM flags");
      assertRefused(run.restart("-Xmx8m").end(), ExitStatus.HEAP_TOO_SMALL, "-Xmx");
      assertThat(run.restart().end().status()).isZero();
    }
  }

  @Test
  void restartsNotOnAnotherJdk() throws IOException {
    try (TargetRun run = checkpointed()) {
      for (Path other : others()) {
        assertRefused(
            run.onJdk(other).restart().end(),
            ExitStatus.OTHER_JDK,
            "at the checkpoint; run it with the java of");
      }
    }
  }

  private static List<Path> others() throws IOException {
    String own = Files.readString(TargetRun.defaultJdk().resolve("release"));
    List<Path> others =
        Jdks.all().stream()
            .filter(
                home -> {
                  try {
                    return !Files.readString(home.resolve("release")).equals(own);
                  } catch (IOException e) {
                    return false;
                  }
                })
            .toList();
    assumeThat(others).isNotEmpty();
    return others;
  }

  @Test
  void answersUnknownArgumentsWithUsage() throws IOException {
    try (TargetRun run = checkpointed()) {
      assertRefused(
          run.restartWith("--nonsense").end(), ExitStatus.BAD_ARGUMENTS, "--nonsense", "--help");
      TargetRun.Life verified = run.restartWith("--verify").end();
      assertThat(verified.out()).contains("intact");
      assertThat(verified.status()).isZero();
      assertThat(run.restartWith("--threads").end().out()).contains("main");
    }
  }
}
