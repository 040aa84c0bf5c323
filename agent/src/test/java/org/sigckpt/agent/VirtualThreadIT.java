package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sigckpt.targets.LiveVirtualTarget;
import org.sigckpt.targets.VirtualTarget;

/** Virtual threads are captured wherever they wait, also if nothing refers to them, and twice. */
class VirtualThreadIT {
  @TempDir Path directory;

  private TargetRun run() throws IOException {
    return run(VirtualTarget.class, "run");
  }

  private TargetRun run(Class<?> target, String folder) throws IOException {
    Path found = null;
    for (Path jdk : Jdks.all()) {
      found = Runtime.Version.parse(versionOf(jdk)).feature() >= 21 ? jdk : found;
    }
    Assumptions.assumeTrue(found != null, "no JDK with virtual threads");
    return new TargetRun(found, Files.createDirectory(directory.resolve(folder)), target);
  }

  private static String versionOf(Path jdk) throws IOException {
    for (String line : Files.readAllLines(jdk.resolve("release"))) {
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
  void capturesOneThatOnlyATimerHolds() throws IOException {
    try (TargetRun run = run().arguments("sleeper")) {
      run.start("then=exit").awaitPause(1).checkpoint();
      assertThat(run.end().status()).isEqualTo(TargetRun.CHECKPOINTED);
      assertThat(run.letGo(1).restart().end().out()).isEqualTo("awake\nslept\n");
    }
  }

  @Test
  void goesOnWhereverTheyWait() throws IOException {
    String undisturbed;
    try (TargetRun run = run(LiveVirtualTarget.class, "undisturbed")) {
      undisturbed = run.letGo(1).letGo(2).startUndisturbed().end().out();
    }
    try (TargetRun run = run(LiveVirtualTarget.class, "restarted")) {
      run.start("then=exit").awaitPause(1).checkpoint();
      assertThat(run.end().status()).isEqualTo(TargetRun.CHECKPOINTED);
      run.letGo(1).restart().awaitPause(2).checkpoint();
      TargetRun.Life second = run.end();
      assertThat(second.status()).isEqualTo(TargetRun.CHECKPOINTED);
      TargetRun.Life third = run.letGo(2).restart().end();
      assertThat("PAUSE 1\n" + second.out() + third.out()).isEqualTo(undisturbed);
    }
  }
}
