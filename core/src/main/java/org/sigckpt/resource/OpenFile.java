package org.sigckpt.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What the kernel says about an open file of this process.
 *
 * @param link where {@code /proc/self/fd/N} points: a path, or a name such as {@code socket:[17]}
 * @param flags as given to open(2)
 * @param positionBytes from the start of the file
 * @param mode type and permissions, as in stat(2)
 * @param linkCount how many names the file has
 */
record OpenFile(int number, String link, int flags, long positionBytes, int mode, int linkCount) {
  // fcntl.h of Linux; the values that differ between architectures are not used.
  static final int O_ACCMODE = 3;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_APPEND = 02000;
  static final int O_NONBLOCK = 04000;
  static final int O_DSYNC = 010000;
  static final int O_SYNC = 04010000;

  private static final int S_IFMT = 0170000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFDIR = 0040000;
  private static final String DELETED = " (deleted)";

  static OpenFile of(int number) throws IOException {
    Path fd = procPath(number);
    String link = Files.readSymbolicLink(fd).toString();
    long position = 0;
    int flags = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + number))) {
      String value = line.substring(line.indexOf(':') + 1).trim();
      if (line.startsWith("pos:")) {
        position = Long.parseLong(value);
      } else if (line.startsWith("flags:")) {
        flags = Integer.parseInt(value, 8);
      }
    }
    Map<String, Object> stat = Files.readAttributes(fd, "unix:mode,nlink");
    return new OpenFile(number, link, flags, position, intOf(stat, "mode"), intOf(stat, "nlink"));
  }

  static boolean isRegular(int number) {
    return Files.isRegularFile(procPath(number));
  }

  private static int intOf(Map<String, Object> stat, String name) {
    return (Integer) Objects.requireNonNull(stat.get(name));
  }

  /** Returns a path that opens the file itself, also after it was deleted. */
  static Path procPath(int number) {
    return Path.of("/proc/self/fd/" + number);
  }

  boolean isRegular() {
    return (mode & S_IFMT) == S_IFREG && link.startsWith("/");
  }

  boolean isDirectory() {
    return (mode & S_IFMT) == S_IFDIR;
  }

  boolean isDeleted() {
    return linkCount == 0 || (link.endsWith(DELETED) && !Files.exists(Path.of(link)));
  }

  String path() {
    return isDeleted() && link.endsWith(DELETED)
        ? link.substring(0, link.length() - DELETED.length())
        : link;
  }
}
