package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sigckpt.samples.FlagsTarget;
import org.sigckpt.samples.HiddenTarget;
import org.sigckpt.samples.HotMonitorTarget;
import org.sigckpt.samples.PlainTarget;
import org.sigckpt.samples.UntouchedTarget;

/** Forked JVMs under the packed agent, on every JDK there is. */
class AgentIT {
  static List<Path> jdks() throws IOException {
    return Jdks.all();
  }

  private static Jdks.Run underAgent(Path jdk, String options, Class<?> target, String... vm)
      throws Exception {
    String[] arguments = new String[vm.length + 2];
    arguments[0] = "-javaagent:" + Jdks.agentJar() + options;
    System.arraycopy(vm, 0, arguments, 1, vm.length);
    arguments[vm.length + 1] = target.getName();
    return Jdks.java(jdk, arguments);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void changesNothingOfWhatAProgramPrints(Path jdk) throws Exception {
    Jdks.Run plain = Jdks.java(jdk, PlainTarget.class.getName());
    assertThat(plain.err()).isEqualTo("to stderr\n");
    assertThat(underAgent(jdk, "", PlainTarget.class)).isEqualTo(plain);
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesTheCommonPoolAndTheThreadsToTheProgram(Path jdk) throws Exception {
    assertThat(underAgent(jdk, "", UntouchedTarget.class))
        .isEqualTo(new Jdks.Run(0, "common pool of 3\n", ""));
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void knowsWhichClassesOfTheJdkAreWoven(Path jdk) throws Exception {
    String classes = System.getProperty("java.class.path");
    Jdks.Run run = Jdks.java(jdk, "-cp", classes, WovenListCheck.class.getName());
    // What is printed belongs into woven-jdk-classes.txt.
    assertThat(run).isEqualTo(new Jdks.Run(0, "", ""));
  }

  /** Under a lock of the rendezvous nothing may be loaded: weaving it would come to that lock. */
  @ParameterizedTest
  @MethodSource("jdks")
  void hasLoadedWhatARendezvousUses(Path jdk, @TempDir Path directory) throws Exception {
    Path log = directory.resolve("loaded");
    underAgent(jdk, "", PlainTarget.class, "-Xlog:class+load:file=" + log);
    assertThat(Files.readString(log))
        .contains("java.util.IdentityHashMap$EntryIterator$Entry ")
        .contains("java.util.IdentityHashMap$Values ");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void switchesScalarReplacementOff(Path jdk) throws Exception {
    Jdks.Run run = underAgent(jdk, "", FlagsTarget.class, "-XX:+UseG1GC");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            "EliminateAllocations=false\n"
                + "DoEscapeAnalysis=true\n"
                + "EliminateLocks=true\n"
                + "EliminateNestedLocks=true\n"
                + "EliminateAutoBox=true\n"
                + "AllowRedefinitionToAddDeleteMethods=false\n"
                + "UseCountedLoopSafepoints=true\n"
                + "LoopStripMiningIter=1000\n");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void switchesSafepointsInCountedLoopsOn(Path jdk) throws Exception {
    for (String collector : List.of("-XX:+UseSerialGC", "-XX:+UseParallelGC")) {
      assertThat(underAgent(jdk, "", FlagsTarget.class, collector).out())
          .contains("UseCountedLoopSafepoints=true\nLoopStripMiningIter=1000\n");
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void hidesBarrierFramesFromStackTraces(Path jdk) throws Exception {
    Jdks.Run run = underAgent(jdk, "", HiddenTarget.class);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("HiddenTarget.main\n");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void leavesMethodsWithMonitorsCompilable(Path jdk) throws Exception {
    Jdks.Run run = underAgent(jdk, "", HotMonitorTarget.class, "-XX:+PrintCompilation", "-Xbatch");
    assertThat(run.out())
        .contains("HotMonitorTarget::work")
        .doesNotContain("unbalanced")
        .contains("done");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void verifiesTheNewestClassFiles(Path jdk, @TempDir Path directory) throws Exception {
    int version = Runtime.Version.parse(versionOf(jdk)).feature() + 44;
    Files.write(directory.resolve("Old" + version + ".class"), WeaverTest.versioned(version));
    Jdks.Run run =
        underAgent(
            jdk,
            "",
            PlainTarget.class,
            "-cp",
            Jdks.testClasses() + java.io.File.pathSeparator + directory,
            "-Dload=Old" + version);
    assertThat(run.out()).contains("loaded Old" + version);
  }

  private static String versionOf(Path jdk) throws Exception {
    String line = Jdks.java(jdk, FlagsTarget.class.getName(), "version").out();
    return line.strip();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void refusesAnUnknownOptionBeforeTheProgramStarts(Path jdk) throws Exception {
    Jdks.Run run = underAgent(jdk, "=foo=1", PlainTarget.class);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "sigckpt: unknown option 'foo'; known: file, signal, then, every, keep, timeout,"
                + " compress, files, sockets\n");
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void refusesSignalsThatTheJvmUses(Path jdk) throws Exception {
    for (String signal : List.of("USR2", "QUIT", "NOSUCH")) {
      Jdks.Run run = underAgent(jdk, "=signal=" + signal, PlainTarget.class);
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err())
          .startsWith("sigckpt: bad value '" + signal + "' of option 'signal': ")
          .hasLineCount(1);
    }
  }
}
