package org.sigckpt.agent;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    Compression compress,
    FilePolicy files,
    SocketPolicy sockets) {

  enum Then {
    CONTINUE,
    EXIT
  }

  enum Compression {
    NONE,
    LZ4,
    ZSTD
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

  private static final String KNOWN_KEYS =
      "file, signal, then, every, keep, timeout, compress, files, sockets";
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /** Returns what holds without any option. */
  static Options defaults(Path workingDirectory) {
    return new Options(
        workingDirectory.resolve("app.ckpt").toAbsolutePath().normalize(),
        "USR1",
        Then.CONTINUE,
        null,
        1,
        Duration.ofSeconds(10),
        Compression.NONE,
        FilePolicy.TRUNCATE,
        SocketPolicy.FAIL);
  }

  /**
   * Parses the text.
   *
   * @param text null or empty for the defaults
   * @throws CannotStartException naming the key and what is accepted
   */
  static Options parse(@Nullable String text, Path workingDirectory) {
    Options options = defaults(workingDirectory);
    if (text == null || text.isBlank()) {
      return options;
    }
    List<String> seen = new ArrayList<>();
    for (String pair : text.split(",")) {
      int equals = pair.indexOf('=');
      String key = (equals < 0 ? pair : pair.substring(0, equals)).trim();
      if (!Arrays.asList(KNOWN_KEYS.split(", ")).contains(key)) {
        throw new CannotStartException("unknown option '" + key + "'; known: " + KNOWN_KEYS);
      }
      if (equals < 0 || equals == pair.length() - 1) {
        throw new CannotStartException("option '" + key + "' needs a value: " + key + "=…");
      }
      if (seen.contains(key)) {
        throw new CannotStartException("option '" + key + "' is given twice");
      }
      seen.add(key);
      options = options.with(key, pair.substring(equals + 1).trim(), workingDirectory);
    }
    return options;
  }

  private Options with(String key, String value, Path directory) {
    return switch (key) {
      case "file" -> withFile(path(value, directory));
      case "signal" ->
          new Options(
              file, signalName(value), then, every, keep, timeout, compress, files, sockets);
      case "then" -> withThen(constant(key, value, Then.values()));
      case "every" ->
          new Options(
              file, signal, then, duration(key, value), keep, timeout, compress, files, sockets);
      case "keep" ->
          new Options(file, signal, then, every, count(value), timeout, compress, files, sockets);
      case "timeout" ->
          new Options(
              file, signal, then, every, keep, duration(key, value), compress, files, sockets);
      case "compress" ->
          new Options(
              file,
              signal,
              then,
              every,
              keep,
              timeout,
              constant(key, value, Compression.values()),
              files,
              sockets);
      case "files" ->
          new Options(
              file,
              signal,
              then,
              every,
              keep,
              timeout,
              compress,
              constant(key, value, FilePolicy.values()),
              sockets);
      default ->
          new Options(
              file,
              signal,
              then,
              every,
              keep,
              timeout,
              compress,
              files,
              constant(key, value, SocketPolicy.values()));
    };
  }

  /**
   * Checks that this build can do what is asked.
   *
   * @throws CannotStartException naming the option
   */
  void requireSupported() {
    if (compress != Compression.NONE) {
      throw new CannotStartException(
          "option 'compress' knows only the value 'none' in this build; leave it out");
    }
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

  private static <E extends Enum<E>> E constant(String key, String value, E[] constants) {
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
