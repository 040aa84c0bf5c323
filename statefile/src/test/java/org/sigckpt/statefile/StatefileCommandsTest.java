package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatefileCommandsTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StatefileCommands commands = new StatefileCommands();
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = StatefileFixture.small(folder);
  }

  @Test
  void restartsWithoutAnOption() {
    assertThat(handle().handled()).isFalse();
    assertThat(handle("--hold"))
        .isEqualTo(new StatefileCommands.Result(false, ExitStatus.DONE, true));
  }

  @Test
  void tellsWhatWhenAndWhereFrom() {
    assertThat(handle("--info").status()).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString(UTF_8))
        .contains("2023-11-14T22:13:20.123Z", "process 4711 on host\\a", "Section HEAP", "77 obj")
        .contains(System.getProperty("java.runtime.version"));
  }

  @Test
  void listsThreads() {
    assertThat(handle("--threads").status()).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString(UTF_8)).contains("     1  RUNNABLE        main\n");
  }

  @Test
  void verifies() throws IOException {
    assertThat(handle("--verify").status()).isEqualTo(ExitStatus.DONE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 4;
    Files.write(file, bytes);
    assertThat(handle("--verify").status()).isEqualTo(ExitStatus.DAMAGED);
    assertThat(err.toString(UTF_8)).startsWith("Cannot read statefile ").hasLineCount(1);
  }

  @Test
  void rejectsUnknownOptionsAndSurplusValues() {
    assertThat(handle("--inof").status()).isEqualTo(ExitStatus.BAD_ARGUMENTS);
    assertThat(handle("--info", "x").status()).isEqualTo(ExitStatus.BAD_ARGUMENTS);
    assertThat(handle("--hold", "x").status()).isEqualTo(ExitStatus.BAD_ARGUMENTS);
    assertThat(err.toString(UTF_8)).contains("'--inof'").hasLineCount(3);
  }

  @Test
  void saysThatTheFileIsMissing() throws IOException {
    Files.delete(file);
    assertThat(handle("--info").status()).isEqualTo(ExitStatus.UNREADABLE);
    assertThat(err.toString(UTF_8)).contains("there is no such file");
  }

  @Test
  void asksWhatWasAdded() {
    commands.add("--hprof", "OUT", "a heap dump", (statefile, values, to) -> to.print(values));
    assertThat(handle("--hprof", "dump").status()).isEqualTo(ExitStatus.DONE);
    assertThat(out.toString(UTF_8)).isEqualTo("[dump]");
    handle("--help");
    assertThat(out.toString(UTF_8)).contains("--hprof OUT", "a heap dump");
  }

  private StatefileCommands.Result handle(String... arguments) {
    return commands.handle(
        file,
        List.of(arguments),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }
}
