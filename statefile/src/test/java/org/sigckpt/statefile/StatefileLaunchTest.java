package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forks JVMs: what is written must start, and must survive a writer that is killed. */
class StatefileLaunchTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final long FIVE_GIB = 5L << 30;

  @TempDir Path folder;

  @Test
  void startsWithJavaDashJar() throws Exception {
    Path file = StatefileFixture.small(folder);
    assertThat(run(List.of(JAVA, "-jar", file.toString(), "a", "b c"))).isEqualTo("echo a,b c\n");
  }

  @Test
  void startsByItsName() throws Exception {
    Path file = StatefileFixture.small(folder);
    assertThat(run(List.of(file.toString(), "a", "b c"))).isEqualTo("echo a,b c\n");
  }

  @Test
  void startsAndVerifiesWithFiveGibibytesOfHeap() throws Exception {
    assumeTrue(Files.getFileStore(folder).getUsableSpace() > (64L << 20));
    Path file = folder.resolve("huge.ckpt");
    try (StatefileWriter writer = StatefileWriter.create(file, SparseChannel::new)) {
      writer.script();
      writer.manifest(StatefileFixture.MANIFEST);
      writer.runtime(StatefileFixture.runtimeJar(folder));
      try (WritableByteChannel heap = writer.section(SectionKind.HEAP)) {
        ByteBuffer zeros = ByteBuffer.allocateDirect(16 << 20);
        for (long at = 0; at < FIVE_GIB; at += zeros.capacity()) {
          heap.write(zeros.clear());
        }
        heap.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      }
      writer.section(SectionKind.META, StatefileFixture.meta().encode());
      writer.commit();
    }
    assertThat(run(List.of(JAVA, "-jar", file.toString(), "x"))).isEqualTo("echo x\n");
    assertThat(run(List.of(file.toString(), "x"))).isEqualTo("echo x\n");
    try (Statefile statefile = Statefile.open(file)) {
      assertThat(statefile.section(SectionKind.HEAP).lengthBytes()).isEqualTo(FIVE_GIB + 3);
      assertThat(statefile.meta()).isEqualTo(StatefileFixture.meta());
      statefile.verify();
    }
  }

  @Test
  void keepsThePreviousStatefileWhenTheWriterIsKilled() throws Exception {
    Path target = Files.writeString(folder.resolve("app.ckpt"), "previous");
    Process writer =
        new ProcessBuilder(
                JAVA,
                "-cp",
                System.getProperty("java.class.path"),
                EndlessWriter.class.getName(),
                target.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(writer.getInputStream().read()).isEqualTo('w');
      try (StatefileWriter other = StatefileWriter.create(target)) {
        assertThat(temporaryFiles()).as("a living writer's file stays").isEqualTo(2);
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(target).hasContent("previous");
    assertThat(temporaryFiles()).isEqualTo(1);
    StatefileWriter.create(target).close();
    assertThat(temporaryFiles()).isZero();
  }

  /** Writes a heap that never ends. */
  public static final class EndlessWriter {
    public static void main(String[] args) throws IOException {
      try (StatefileWriter writer = StatefileWriter.create(Path.of(args[0]))) {
        writer.manifest(StatefileFixture.MANIFEST);
        WritableByteChannel heap = writer.section(SectionKind.HEAP);
        heap.write(ByteBuffer.allocate(10_000));
        System.out.print('w');
        System.out.flush();
        System.in.read();
      }
    }
  }

  private long temporaryFiles() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith("-tmp")).count();
    }
  }

  private static String run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }
}
