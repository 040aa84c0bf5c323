package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sigckpt.image.GraphComparison;
import org.sigckpt.targets.ClassStateTarget;
import org.sigckpt.targets.HeapTarget;
import org.sigckpt.targets.LambdasTarget;
import org.sigckpt.targets.LoaderTarget;
import org.sigckpt.targets.SpecialObjectsTarget;
import org.sigckpt.targets.ThreadStateTarget;
import org.sigckpt.targets.ThreadsTarget;

/**
 * The object graph of a restarted program is that of the checkpoint: structure, aliasing, values,
 * identity hash codes, classes and loaders.
 */
class GraphIT {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      classes = {
        ClassStateTarget.class,
        HeapTarget.class,
        LambdasTarget.class,
        LoaderTarget.class,
        SpecialObjectsTarget.class,
        ThreadStateTarget.class,
        ThreadsTarget.class
      })
  void comesBackAsItWas(Class<?> target) throws IOException {
    Path graph = directory.resolve("graph");
    String flag = "-Dsigckpt.debug.graph=" + graph;
    try (TargetRun run =
        new TargetRun(TargetRun.defaultJdk(), directory.resolve("run"), target)
            .flags("-Dgiven=value", "-Xss8m", flag)
            .arguments("argument", "with space")) {
      TargetRun.Life first = run.start("then=exit").awaitPause(1).checkpoint().end();
      assertThat(first.status()).as(first.err()).isEqualTo(TargetRun.CHECKPOINTED);
      run.letGo(1).letGo(2).restart("-Xss8m", flag).end();

      assertThat(GraphComparison.differences(Path.of(graph + ".before"), Path.of(graph + ".after")))
          .isEmpty();
    }
  }
}
