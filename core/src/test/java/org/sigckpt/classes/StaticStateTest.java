package org.sigckpt.classes;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.StaticFields;

class StaticStateTest {
  private static final String LITERAL = "a literal of StaticStateTest";

  private final StaticState state = new StaticState(type -> false, new StaticFields());

  @Test
  void carriesAllStaticsOfInitialisedProgramClasses() {
    Class<?>[] loaded = {StaticStateTest.class, Used.class, Unused.class, Used[].class};
    assertThat(Used.list).isEmpty();
    assertThat(names(state.carriedFields(loaded)))
        .contains("StaticStateTest.LITERAL", "Used.list", "Used.count", "Used.FINAL")
        .noneMatch(name -> name.startsWith("Unused"));
  }

  @Test
  void carriesListedStaticsOfTheJdkAndNoOthers() {
    Class<?>[] loaded = {System.class, Locale.class, Thread.class, String.class};
    assertThat(names(state.carriedFields(loaded)))
        .contains("System.out", "System.props", "Locale.defaultLocale")
        .contains("Thread.defaultUncaughtExceptionHandler")
        .doesNotContain("System.lineSeparator", "Locale.ENGLISH");
  }

  @Test
  void fillsFinalHoldersInsteadOfReplacingThem() throws Exception {
    Executors.defaultThreadFactory();
    ForkJoinPool.commonPool();
    Class<?>[] loaded = {
      Class.forName("java.util.concurrent.Executors$DefaultThreadFactory"),
      ForkJoinPool.class,
      ThreadLocal.class
    };
    List<Field> contents = state.carriedContents(loaded);
    assertThat(names(contents))
        .containsExactlyInAnyOrder(
            "DefaultThreadFactory.poolNumber", "ForkJoinPool.common", "ThreadLocal.nextHashCode");
    assertThat(contents).allMatch(field -> JdkUnsafe.get(null, field) != null);
    assertThat(names(state.carriedFields(loaded))).containsExactly("ForkJoinPool.poolIds");
  }

  @Test
  void carriesLoggingAsAWhole() {
    Logger.getLogger("x");
    Class<?>[] loaded = {LogManager.class, Logger.class};
    assertThat(names(state.carriedFields(loaded)))
        .contains("LogManager.manager", "Logger.global")
        .doesNotContain("Logger.GLOBAL_LOGGER_NAME", "Logger.offValue");
  }

  @Test
  void numbersThreadsOnWithoutGaps() {
    Class<?>[] loaded = {Thread.class, numbering()};
    assertThat(names(state.carriedFields(loaded)))
        .containsAnyOf("Thread.threadInitNumber", "ThreadNumbering.next");
  }

  @Test
  void everyEntryOfTheListIsKnownToThisJdkOrAbsentAsAWhole() {
    assertThat(CarriedStatics.of("java.lang.System")).containsKeys("in", "out", "err", "props");
    assertThat(CarriedStatics.of("com.acme.Nothing")).isEmpty();
  }

  @Test
  void mergesPropertiesByOwner() {
    Map<String, String> initial = Map.of("java.home", "/old", "os.name", "Old", "app", "1");
    Map<String, String> recorded =
        Map.of(
            "java.home",
            "/old",
            "os.name",
            "Mine",
            "app",
            "2",
            "sun.gone",
            "x",
            "user.dir",
            "/w",
            "java.class.path",
            "app.jar");
    Map<String, String> fresh =
        Map.of(
            "java.home",
            "/new",
            "os.name",
            "New",
            "user.dir",
            "/elsewhere",
            "java.class.path",
            "app.ckpt",
            "jdk.fresh",
            "y");
    assertThat(SystemProperties.mergeProperties(recorded, initial, fresh))
        .containsEntry("java.home", "/new")
        .containsEntry("os.name", "Mine")
        .containsEntry("app", "2")
        .containsEntry("user.dir", "/w")
        .containsEntry("java.class.path", "app.jar")
        .containsEntry("jdk.fresh", "y")
        .containsEntry("sun.gone", "x");
  }

  @Test
  void dropsHostPropertyThatTheNewHostLacks() {
    Map<String, String> initial = Map.of("sun.gone", "x");
    Properties recorded = new Properties();
    recorded.put("sun.gone", "x");
    recorded.put(5, new Object());
    assertThat(SystemProperties.mergeProperties(recorded, initial, Map.of()))
        .doesNotContainKey("sun.gone")
        .containsKey(5);
  }

  @Test
  void collectsLiteralsAsCanonicalObjects() {
    Set<String> literals =
        InternedLiterals.collect(List.of(StaticStateTest.class), TableFixture::classFile);
    assertThat(literals.contains(LITERAL)).isTrue();
    assertThat(literals.contains(new String(LITERAL))).isFalse();
    assertThat(literals.contains("collectsLiterals" + "AsCanonicalObjects".strip())).isFalse();
  }

  private static Class<?> numbering() {
    try {
      return Class.forName("java.lang.Thread$ThreadNumbering");
    } catch (ClassNotFoundException before21) {
      return Thread.class;
    }
  }

  private static List<String> names(List<Field> fields) {
    return fields.stream()
        .map(field -> field.getDeclaringClass().getSimpleName() + "." + field.getName())
        .toList();
  }

  static final class Used {
    static final long FINAL = System.nanoTime();
    static List<String> list = List.of();
    static int count = 3;
  }

  static final class Unused {
    static int count = 3;
  }
}
