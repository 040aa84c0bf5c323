package org.sigckpt.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.Codec;

/**
 * What follows {@code -javaagent:sigckpt.jar=}: {@code key=value} pairs, separated by commas.
 *
 * @param file the statefile, absolute
 * @param signal name without SIG
 * @param then what happens after a checkpoint from outside or by the timer
 * @param every distance of automatic checkpoints; null for none
 * @param keep how many statefiles remain, the newest included; at least 1
 * @param timeout for bringing all threads to the barrier
 * @param compress codec of the heap section
 * @param files what happens on restart to bytes written to a file after the checkpoint
 * @param sockets what happens to connections that leave the program
 */
record Options(
    Path file,
    String signal,
    Then then,
    @Nullable Duration every,
    int keep,
    Duration timeout,
    Codec compress,
    FilePolicy files,
    SocketPolicy sockets) {

  enum Then {
    CONTINUE,
    EXIT
  }

  enum FilePolicy {
    TRUNCATE,
    KEEP,
    FAIL
  }

  enum SocketPolicy {
    FAIL,
    CLOSE
  }

  private static final List<String> KNOWN_KEYS =
      List.of("file", "signal", "then", "every", "keep", "timeout", "compress", "files", "sockets");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /**
   * Parses the text; a key that is not given has its default.
   *
   * @param text null or empty for the defaults
   * @throws CannotStartException naming the key and what is accepted
   */
  static Options parse(@Nullable String text, Path workingDirectory) {
    Map<String, String> given = pairsOf(text == null ? "" : text);
    String every = given.get("every");
    return new Options(
        path(given.getOrDefault("file", "app.ckpt"), workingDirectory),
        signalName(given.getOrDefault("signal", "USR1")),
        constant(given, "then", Then.CONTINUE, Then.values()),
        every == null ? null : duration("every", every),
        count(given.getOrDefault("keep", "1")),
        duration("timeout", given.getOrDefault("timeout", "10s")),
        constant(given, "compress", Codec.NONE, Codec.values()),
        constant(given, "files", FilePolicy.TRUNCATE, FilePolicy.values()),
        constant(given, "sockets", SocketPolicy.FAIL, SocketPolicy.values()));
  }

  private static Map<String, String> pairsOf(String text) {
    Map<String, String> given = new HashMap<>();
    for (String pair : text.isBlank() ? new String[0] : text.split(",")) {
      int equals = pair.indexOf('=');
      String key = (equals < 0 ? pair : pair.substring(0, equals)).trim();
      if (!KNOWN_KEYS.contains(key)) {
        throw new CannotStartException(
            "unknown option '" + key + "'; known: " + String.join(", ", KNOWN_KEYS));
      }
      if (equals < 0 || equals == pair.length() - 1) {
        throw new CannotStartException("option '" + key + "' needs a value: " + key + "=…");
      }
      if (given.put(key, pair.substring(equals + 1).trim()) != null) {
        throw new CannotStartException("option '" + key + "' is given twice");
      }
    }
    return given;
  }

  /** Returns the same with another statefile. */
  Options withFile(Path newFile) {
    return new Options(newFile, signal, then, every, keep, timeout, compress, files, sockets);
  }

  /** Returns the same with another end. */
  Options withThen(Then newThen) {
    return new Options(file, signal, newThen, every, keep, timeout, compress, files, sockets);
  }

  private static Path path(String value, Path directory) {
    try {
      return directory.resolve(value).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw bad("file", value, "a path");
    }
  }

  private static String signalName(String value) {
    String name = value.startsWith("SIG") ? value.substring(3) : value;
    if (!name.matches("[A-Z][A-Z0-9+-]*")) {
      throw bad("signal", value, "a name such as USR1");
    }
    return name;
  }

  private static int count(String value) {
    if (!value.matches("[1-9]\\d{0,5}")) {
      throw bad("keep", value, "a number from 1 on");
    }
    return Integer.parseInt(value);
  }

  private static Duration duration(String key, String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw bad(key, value, "a duration such as 200ms, 10s, 5m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static <E extends Enum<E>> E constant(
      Map<String, String> given, String key, E otherwise, E[] constants) {
    String value = given.get(key);
    if (value == null) {
      return otherwise;
    }
    List<String> names = new ArrayList<>();
    for (E constant : constants) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(value)) {
        return constant;
      }
      names.add(name);
    }
    throw bad(key, value, String.join(" or ", names));
  }

  private static CannotStartException bad(String key, String value, String expected) {
    return new CannotStartException(
        "bad value '" + value + "' of option '" + key + "'; expected: " + expected);
  }
}
