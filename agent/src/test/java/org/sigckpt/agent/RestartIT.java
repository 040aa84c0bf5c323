package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sigckpt.targets.AbsentTypesTarget;
import org.sigckpt.targets.ClassStateTarget;
import org.sigckpt.targets.CleanersTarget;
import org.sigckpt.targets.ClockGapTarget;
import org.sigckpt.targets.ClockTarget;
import org.sigckpt.targets.DesktopTarget;
import org.sigckpt.targets.DoorsTarget;
import org.sigckpt.targets.EchoTarget;
import org.sigckpt.targets.ExceptionsTarget;
import org.sigckpt.targets.ExitTarget;
import org.sigckpt.targets.FailedInitializerTarget;
import org.sigckpt.targets.FilesTarget;
import org.sigckpt.targets.GeneratedTarget;
import org.sigckpt.targets.HandlesTarget;
import org.sigckpt.targets.HashTablesTarget;
import org.sigckpt.targets.HeapTarget;
import org.sigckpt.targets.InitialiserTarget;
import org.sigckpt.targets.JdkStateTarget;
import org.sigckpt.targets.LambdasTarget;
import org.sigckpt.targets.LargeMethodTarget;
import org.sigckpt.targets.LayersTarget;
import org.sigckpt.targets.LinkedCallsTarget;
import org.sigckpt.targets.ListingsTarget;
import org.sigckpt.targets.LoaderTarget;
import org.sigckpt.targets.MappedTarget;
import org.sigckpt.targets.OldClassTarget;
import org.sigckpt.targets.PropertiesTarget;
import org.sigckpt.targets.RecursionTarget;
import org.sigckpt.targets.RemoteTarget;
import org.sigckpt.targets.SerializationTarget;
import org.sigckpt.targets.SocketChangesTarget;
import org.sigckpt.targets.SocketsTarget;
import org.sigckpt.targets.SpecialObjectsTarget;
import org.sigckpt.targets.ThreadStateTarget;
import org.sigckpt.targets.ThreadsTarget;
import org.sigckpt.targets.UncaughtTarget;
import org.sigckpt.targets.ZlibTarget;

/** All that a program's lives print, put together, is what one undisturbed life prints. */
class RestartIT {
  private static final int PAUSES = 2;

  /** For the first life only: a restart gives the main thread the stack it had. */
  private static final String DEEP = "-Xss8m";

  private static final String OPEN = "--add-opens=java.base/java.util.zip=ALL-UNNAMED";
  private static final String FIRST_INPUT = "one\n";
  private static final String FURTHER_INPUT = "two\nthree\n";
  private static final Map<Class<?>, TargetRun.Life> UNDISTURBED = new HashMap<>();

  @TempDir Path directory;

  /** Those that pause twice. */
  static Stream<Class<?>> twice() {
    return Stream.of(
        AbsentTypesTarget.class,
        DesktopTarget.class,
        SocketsTarget.class,
        SocketChangesTarget.class,
        DoorsTarget.class,
        FilesTarget.class,
        ListingsTarget.class,
        MappedTarget.class,
        LargeMethodTarget.class,
        OldClassTarget.class,
        ThreadsTarget.class,
        LambdasTarget.class,
        ExceptionsTarget.class,
        UncaughtTarget.class,
        ExitTarget.class,
        PropertiesTarget.class,
        HeapTarget.class,
        SpecialObjectsTarget.class,
        SerializationTarget.class,
        JdkStateTarget.class,
        ZlibTarget.class,
        CleanersTarget.class,
        ThreadStateTarget.class,
        RecursionTarget.class,
        ClockTarget.class,
        ClassStateTarget.class,
        HashTablesTarget.class,
        FailedInitializerTarget.class,
        InitialiserTarget.class,
        GeneratedTarget.class,
        HandlesTarget.class,
        LayersTarget.class,
        RemoteTarget.class,
        LinkedCallsTarget.class);
  }

  static Stream<Class<?>> once() {
    return Stream.of(LoaderTarget.class, EchoTarget.class);
  }

  private TargetRun run(Class<?> target, String folder) throws IOException {
    TargetRun run =
        new TargetRun(TargetRun.defaultJdk(), directory.resolve(folder), target)
            .flags("-Dgiven=value", OPEN)
            .arguments("argument", "with space");
    return target == RecursionTarget.class ? run.flags(DEEP) : run;
  }

  private TargetRun.Life undisturbed(Class<?> target) throws IOException {
    TargetRun.Life known = UNDISTURBED.get(target);
    if (known == null) {
      try (TargetRun run = run(target, "undisturbed").input(FIRST_INPUT + FURTHER_INPUT)) {
        for (int i = 1; i <= PAUSES; i++) {
          run.letGo(i);
        }
        known = run.startUndisturbed().end();
      }
      UNDISTURBED.put(target, known);
    }
    return known;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lz4", "zstd"})
  void goesOnFromACompressedHeap(String codec) throws IOException {
    try (TargetRun run = run(HeapTarget.class, "run")) {
      String options = "then=exit,compress=" + codec;
      TargetRun.Life first = run.start(options).awaitPause(1).checkpoint().end();
      assertThat(first.status()).as(first.err()).isEqualTo(TargetRun.CHECKPOINTED);
      TargetRun.Life second = run.letGo(1).restart().awaitPause(2).checkpoint().end();
      TargetRun.Life third = run.letGo(2).restart().end();
      assertSame(HeapTarget.class, List.of(first, second, third));
    }
  }

  /** Also where the agent is named for every JVM, as by JAVA_TOOL_OPTIONS. */
  @ParameterizedTest
  @MethodSource("once")
  void goesOnWhereItExited(Class<?> target) throws IOException {
    try (TargetRun run = run(target, "run").input(FIRST_INPUT)) {
      TargetRun.Life first = run.start("then=exit").awaitPause(1).checkpoint().end();
      assertThat(first.status()).as(first.err()).isEqualTo(TargetRun.CHECKPOINTED);
      String named = "-javaagent:" + Jdks.agentJar();
      run.letGo(1).letGo(2).input(FURTHER_INPUT);
      TargetRun.Life second = run.restart(named).end();
      assertSame(target, List.of(first, second));
    }
  }

  @ParameterizedTest
  @MethodSource("twice")
  void goesOnFromARestartOfARestart(Class<?> target) throws IOException {
    try (TargetRun run = run(target, "run")) {
      TargetRun.Life first = run.start("then=exit").awaitPause(1).checkpoint().end();
      run.letGo(1).restart().awaitPause(2).checkpoint();
      TargetRun.Life second = run.end();
      assertThat(second.status()).as(second.err()).isEqualTo(TargetRun.CHECKPOINTED);
      TargetRun.Life third = run.letGo(2).restart().end();
      assertSame(target, List.of(first, second, third));
    }
  }

  /** What the first life did after its checkpoint is undone, in files too. */
  @ParameterizedTest
  @MethodSource("twice")
  void goesOnFromTheCheckpointAfterBeingKilledLater(Class<?> target) throws IOException {
    try (TargetRun run = run(target, "run")) {
      run.start("").awaitPause(1).checkpoint().awaitCommit(1).letGo(1).awaitPause(2);
      TargetRun.Life first = run.kill();
      TargetRun.Life second = run.letGo(2).restart().end();
      String pause = "PAUSE 1\n";
      String before = first.out().substring(0, first.out().indexOf(pause) + pause.length());
      assertThat(undisturbed(target).out()).startsWith(first.out());
      assertSame(target, List.of(new TargetRun.Life(first.status(), before, ""), second));
    }
  }

  /** A time limit of the program does not run out while the file is written. */
  @Test
  void standsStillOnTheProgramsClock() throws IOException {
    try (TargetRun run = run(ClockGapTarget.class, "run")) {
      TargetRun.Life first = run.start("then=exit").awaitPause(1).checkpoint().end();
      assertThat(first.status()).as(first.err()).isEqualTo(TargetRun.CHECKPOINTED);
      TargetRun.Life second = run.letGo(1).restart().end();
      Matcher pause =
          Pattern.compile("pause (\\d+) ms \\((\\d+) ms to quiesce").matcher(first.err());
      Matcher gap = Pattern.compile("gap (\\d+) of").matcher(second.out());
      assertThat(pause.find() && gap.find()).isTrue();
      int held = Integer.parseInt(pause.group(1)) - Integer.parseInt(pause.group(2));
      assertThat(Integer.parseInt(gap.group(1))).as(first.err()).isLessThan(held);
    }
  }

  private void assertSame(Class<?> target, List<TargetRun.Life> lives) throws IOException {
    TargetRun.Life expected = undisturbed(target);
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    for (TargetRun.Life life : lives) {
      out.append(life.out());
      err.append(life.programErr());
    }
    assertThat(out).as("standard output, with %s", err).hasToString(expected.out());
    assertThat(err).hasToString(expected.err());
    assertThat(lives.get(lives.size() - 1).status()).isEqualTo(expected.status());
  }
}
