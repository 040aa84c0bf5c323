package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sigckpt.targets.ApiTarget;
import org.sigckpt.targets.RequestsTarget;
import org.sigckpt.targets.StartingThreadsTarget;

/** {@code Checkpoint.now()} returns in both lives. */
class ApiIT {
  @TempDir Path directory;

  private TargetRun run(String... arguments) throws IOException {
    return new TargetRun(TargetRun.defaultJdk(), directory, ApiTarget.class).arguments(arguments);
  }

  @Test
  void returnsTwice() throws IOException {
    try (TargetRun run = run()) {
      TargetRun.Life first = run.start("").end();
      assertThat(first.out()).isEqualTo("before\nafter [CONTINUED]\n");
      assertThat(first.status()).isZero();
      TargetRun.Life second = run.restart().end();
      assertThat(second.out()).as(second.err()).isEqualTo("after [RESTARTED]\n");
      assertThat(second.status()).isZero();
    }
  }

  @Test
  void returnsOnlyInTheNextLifeIfThisOneExits() throws IOException {
    try (TargetRun run = run()) {
      TargetRun.Life first = run.start("then=exit").end();
      assertThat(first.out()).isEqualTo("before\n");
      assertThat(first.status()).isEqualTo(TargetRun.CHECKPOINTED);
      assertThat(run.restart().end().out()).isEqualTo("after [RESTARTED]\n");
      assertThat(run.restart().end().out()).isEqualTo("after [RESTARTED]\n");
    }
  }

  @Test
  void servesSeveralThreads() throws IOException {
    try (TargetRun run = run("3")) {
      TargetRun.Life first = run.start("").end();
      assertThat(first.out()).isEqualTo("before\nafter [CONTINUED, CONTINUED, CONTINUED]\n");
      TargetRun.Life second = run.restart().end();
      assertThat(second.out()).as(second.err()).matches("after \\[(\\w+, ){2}\\w+]\n");
      assertThat(second.out()).contains("RESTARTED");
      assertThat(second.status()).isZero();
    }
  }

  @Test
  void standsWhileThreadsAndPoolsStartAndEnd() throws IOException {
    try (TargetRun run =
        new TargetRun(TargetRun.defaultJdk(), directory, StartingThreadsTarget.class)) {
      TargetRun.Life first = run.start("").end();
      assertThat(first.out()).as(first.err()).isEqualTo("{CONTINUED=8}, 2 workers\n");
      assertThat(first.status()).isZero();
      TargetRun.Life second = run.restart().end();
      assertThat(second.out())
          .as(second.err())
          .isEqualTo("{CONTINUED=7, RESTARTED=1}, 2 workers\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "exit, in hook, 3",
    "clinit, in <clinit>, 0",
    "timer, in timer, 0",
    "cleaner, in cleaner, 0"
  })
  void mayBeAskedAtUnusualPlaces(String place, String where, int status) throws IOException {
    try (TargetRun run = requests(place)) {
      assertThat(run.start("then=exit").end().status()).isEqualTo(TargetRun.CHECKPOINTED);
      TargetRun.Life second = run.restart().end();
      assertThat(second.out()).as(second.err()).isEqualTo(where + " RESTARTED\n");
      assertThat(second.status()).isEqualTo(status);
    }
  }

  @Test
  void refusesThreadsOfTheJvm() throws IOException {
    try (TargetRun run = requests("finalizer")) {
      assertThat(run.start("then=exit").end().out())
          .startsWith("in finalizer Cannot checkpoint: ")
          .contains("\"Finalizer\"");
    }
  }

  private TargetRun requests(String place) throws IOException {
    return new TargetRun(TargetRun.defaultJdk(), directory, RequestsTarget.class).arguments(place);
  }
}
