package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new CommandLine(new PrintStream(out, true), new PrintStream(err, true))
        .run(List.of(arguments));
  }

  @Test
  void explainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).startsWith("usage: java -jar sigckpt.jar checkpoint PID");
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void rejectsWrongUsageWithOneLine() {
    assertThat(run("restart")).isEqualTo(2);
    assertThat(run("checkpoint")).isEqualTo(2);
    assertThat(run("checkpoint", "one")).isEqualTo(2);
    assertThat(run("checkpoint", "1", "--file")).isEqualTo(2);
    assertThat(run("checkpoint", "1", "--often")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(5).contains("unknown argument '--often'");
  }

  @Test
  void doesNotSignalAProcessThatTheSignalWouldEnd() throws Exception {
    Process victim = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(run("checkpoint", Long.toString(victim.pid()))).isEqualTo(1);
      assertThat(victim.isAlive()).isTrue();
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }
}
