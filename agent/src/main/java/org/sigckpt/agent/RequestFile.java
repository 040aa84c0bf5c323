package org.sigckpt.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a signal can't carry: {@code --file} and {@code --exit} of the command line.
 *
 * <pre>
 *   /tmp/.sigckpt-PID, mode 0600      one line per setting
 *     file=/absolute/path
 *     then=exit
 * </pre>
 *
 * <p>Written before the signal is sent, read and deleted when it arrives. It is in {@code /tmp}
 * whatever {@code java.io.tmpdir} says, because two processes must agree on it; a file of another
 * user, or one that others can write, is ignored.
 */
final class RequestFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path path;

  RequestFile(Path directory, long pid) {
    path = directory.resolve(".sigckpt-" + pid);
  }

  static RequestFile ofProcess(long pid) {
    return new RequestFile(Path.of("/tmp"), pid);
  }

  /** Writes the settings; null or false leave the process's own options in force. */
  void write(@Nullable Path file, boolean exit) throws IOException {
    StringBuilder text = new StringBuilder();
    if (file != null) {
      text.append("file=").append(file.toAbsolutePath().normalize()).append('\n');
    }
    if (exit) {
      text.append("then=exit\n");
    }
    Files.deleteIfExists(path);
    Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(path, text, StandardCharsets.UTF_8, StandardOpenOption.WRITE);
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  /** Returns the options with the settings applied, and removes the file. */
  Options apply(Options options) {
    Options result = options;
    try {
      if (!isTrusted()) {
        return options;
      }
      for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
        if (line.startsWith("file=")) {
          result = result.withFile(Path.of(line.substring("file=".length())));
        } else if (line.equals("then=exit")) {
          result = result.withThen(Options.Then.EXIT);
        }
      }
      delete();
    } catch (IOException | UnsupportedOperationException e) {
      return options;
    }
    return result;
  }

  private boolean isTrusted() throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    PosixFileAttributes attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.permissions().equals(OWNER_ONLY)
        && attributes.owner().getName().equals(System.getProperty("user.name"));
  }
}
