package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sigckpt.targets.VirtualTarget;

/**
 * Virtual threads that ended are no obstacle; live ones are told, also if nothing refers to them.
 */
class VirtualThreadIT {
  @TempDir Path directory;

  private TargetRun run() throws IOException {
    Path found = null;
    for (Path jdk : Jdks.all()) {
      found = Runtime.Version.parse(versionOf(jdk)).feature() >= 21 ? jdk : found;
    }
    Assumptions.assumeTrue(found != null, "no JDK with virtual threads");
    return new TargetRun(found, directory, VirtualTarget.class);
  }

  private static String versionOf(Path jdk) throws IOException {
    for (String line : java.nio.file.Files.readAllLines(jdk.resolve("release"))) {
      if (line.startsWith("JAVA_VERSION=")) {
        return line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
      }
    }
    return "17";
  }

  @Test
  void goesOnAfterAllHaveEnded() throws IOException {
    try (TargetRun run = run()) {
      run.start("then=exit").awaitPause(1).checkpoint();
      assertThat(run.end().status()).isEqualTo(TargetRun.CHECKPOINTED);
      TargetRun.Life second = run.letGo(1).restart().end();
      assertThat(second.out()).isEqualTo("328350 TERMINATED true\nlate\ndone\n");
    }
  }

  @Test
  void refusesOneThatOnlyATimerHolds() throws IOException {
    try (TargetRun run = run().arguments("sleeper")) {
      run.start("then=continue").awaitPause(1).checkpoint();
      assertThat(run.awaitRefusal(1)).contains("virtual threads are alive");
      assertThat(run.letGo(1).end().out()).endsWith("awake\n");
    }
  }
}
