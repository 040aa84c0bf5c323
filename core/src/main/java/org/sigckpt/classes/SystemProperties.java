package org.sigckpt.classes;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which system properties a restarted program sees: its own, but for those that describe the JVM
 * and the host, which are the new ones.
 */
public final class SystemProperties {
  private static final Set<String> HOST_KEYS =
      Set.of(
          "java.home",
          "java.io.tmpdir",
          "java.library.path",
          "file.separator",
          "path.separator",
          "native.encoding",
          "stdin.encoding",
          "stdout.encoding",
          "stderr.encoding",
          "user.name",
          "user.home");

  private static final Set<String> HOST_PREFIXES =
      Set.of(
          "java.version",
          "java.vendor",
          "java.vm.",
          "java.runtime.",
          "java.specification.",
          "java.class.version",
          "os.",
          "sun.",
          "jdk.");

  private SystemProperties() {}

  /**
   * Returns the properties of the restarted program; a new map.
   *
   * <p>A host-owned key has the value of {@code fresh} and is absent if absent there, unless the
   * program had given it another value than its JVM had at the start ({@code initial}): what the
   * program set, it keeps. All other keys are as in {@code recorded}; {@code user.dir} is among
   * them and must be the folder that the restarted process works in, and {@code java.class.path},
   * which would name the statefile.
   *
   * @param recorded at the checkpoint; keys and values of any type
   * @param initial at the start of the first life
   * @param fresh of the new JVM
   */
  public static Map<Object, Object> mergeProperties(
      Map<?, ?> recorded, Map<?, ?> initial, Map<?, ?> fresh) {
    Map<Object, Object> merged = new HashMap<>(recorded);
    fresh.forEach(
        (key, value) -> {
          if (isHostOwned(key) && !isSetByProgram(key, recorded, initial)) {
            merged.put(key, value);
          }
        });
    merged
        .keySet()
        .removeIf(
            key ->
                isHostOwned(key)
                    && !fresh.containsKey(key)
                    && !isSetByProgram(key, recorded, initial));
    return merged;
  }

  /** Sets those properties that {@link #mergeProperties} takes from the first life anyway. */
  public static void setProgramOwned(Map<String, String> properties) {
    properties.forEach(
        (key, value) -> {
          if (!isHostOwned(key)) {
            System.setProperty(key, value);
          }
        });
  }

  /** Returns whether the key describes the JVM or the host rather than the program. */
  public static boolean isHostOwned(Object key) {
    return key instanceof String name
        && (HOST_KEYS.contains(name) || HOST_PREFIXES.stream().anyMatch(name::startsWith));
  }

  private static boolean isSetByProgram(Object key, Map<?, ?> recorded, Map<?, ?> initial) {
    Object now = recorded.get(key);
    return now == null ? initial.containsKey(key) : !now.equals(initial.get(key));
  }
}
