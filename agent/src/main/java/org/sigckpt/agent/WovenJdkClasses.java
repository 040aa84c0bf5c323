package org.sigckpt.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of java.base that the weaver changes, known beforehand.
 *
 * <p>To find them by reading the class files of all that a JVM loads before the agent was a third
 * of the agent's start. So their names are listed in a resource: those of the JDK versions in
 * {@link #VERSIONS}, together. On another version, and in other modules, the class file decides.
 *
 * <p>A later build of a listed version may have more. Before a checkpoint the class files of all
 * loaded classes are read, what the list lacks is woven then ({@link
 * JdkTransformer#retransformMissed}), and the list is not asked any more. A test compares it with
 * the JDKs at hand.
 */
final class WovenJdkClasses {
  private static final Set<String> VERSIONS = Set.of("17", "25");
  private static final String LIST = "woven-jdk-classes.txt";
  private static final int COUNT_AT_MOST = 1024;
  private static final Module BASE = Object.class.getModule();
  private static final NameTable NAMES = read();
  private static volatile boolean complete =
      VERSIONS.contains(System.getProperty("java.specification.version"));

  private WovenJdkClasses() {}

  /**
   * Returns whether the weaver leaves a class of that module as it is, without a look at it.
   *
   * @param name with dots
   */
  static boolean isKnownUnchanged(@Nullable Module module, String name) {
    return complete && module == BASE && !NAMES.contains(name);
  }

  /** Returns whether the weaver changes a class of java.base, without a look at it. */
  static boolean isKnownChanged(Module module, String name) {
    return complete && module == BASE && NAMES.contains(name);
  }

  /** Called with a class that the weaver changes, found by a look at it. */
  static void check(Class<?> type) {
    if (isKnownUnchanged(type.getModule(), type.getName())) {
      complete = false;
    }
  }

  private static NameTable read() {
    try (InputStream in = WovenJdkClasses.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException("Cannot start sigckpt: " + LIST + " is missing.");
      }
      return new NameTable(new String(in.readAllBytes(), StandardCharsets.US_ASCII), COUNT_AT_MOST);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot start sigckpt: " + LIST + " can't be read.", e);
    }
  }
}
