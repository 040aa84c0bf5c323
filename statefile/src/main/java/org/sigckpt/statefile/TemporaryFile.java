package org.sigckpt.statefile;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The file that becomes the target all at once, or disappears.
 *
 * <p>It lies beside the target, because a rename is atomic only within one file system. Its writer
 * holds a lock on it until the end; a later writer that can take the lock of a leftover knows that
 * the leftover's writer is dead, in whatever process or container it ran, and deletes it. A process
 * never opens its own temporary files a second time: closing any descriptor of a file drops all
 * POSIX locks the process has on it.
 */
final class TemporaryFile implements Closeable {
  private static final String SUFFIX = ".sigckpt-tmp";
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final Path target;
  private final Path path;
  private final FileChannel channel;
  private boolean open = true;

  private TemporaryFile(Path target, Path path, FileChannel channel) {
    this.target = target;
    this.path = path;
    this.channel = channel;
  }

  /** Creates the file, readable by its owner only, and deletes what dead writers left. */
  static TemporaryFile beside(Path target) throws IOException {
    Path absolute = target.toAbsolutePath();
    deleteLeftovers(absolute);
    Path path =
        absolute.resolveSibling(
            prefixOf(absolute)
                + ProcessHandle.current().pid()
                + "-"
                + Long.toHexString(System.currentTimeMillis())
                + "-"
                + COUNTER.incrementAndGet()
                + SUFFIX);
    OURS.add(path);
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              EnumSet.of(CREATE_NEW, WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      TemporaryFile created = new TemporaryFile(absolute, path, channel);
      created.lock();
      return created;
    } catch (IOException e) {
      OURS.remove(path);
      throw e;
    }
  }

  FileChannel channel() {
    return channel;
  }

  /**
   * Makes the file the target, durably: its bytes are on the disk before its name, and the name is
   * when this returns.
   */
  void commit(boolean executable) throws IOException {
    if (executable) {
      Files.setPosixFilePermissions(path, ownerOnly());
    }
    channel.force(true);
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    open = false;
    OURS.remove(path);
    channel.close();
    try (FileChannel folder = FileChannel.open(folderOf(target), READ)) {
      folder.force(true);
    }
  }

  /** Deletes the file unless it was committed. */
  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      try {
        channel.close();
      } finally {
        Files.deleteIfExists(path);
        OURS.remove(path);
      }
    }
  }

  private void lock() throws IOException {
    try {
      channel.tryLock();
    } catch (IOException e) {
      // A file system without locks: leftovers there stay for the user to delete.
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Set<PosixFilePermission> ownerOnly() {
    return PosixFilePermissions.fromString("rwx------");
  }

  private static String prefixOf(Path target) {
    return "." + target.getFileName() + ".";
  }

  private static Path folderOf(Path absolute) throws IOException {
    @Nullable Path folder = absolute.getParent();
    if (folder == null) {
      throw new IOException("Cannot write statefile " + absolute + ": it is no file name.");
    }
    return folder;
  }

  private static void deleteLeftovers(Path target) throws IOException {
    String prefix = prefixOf(target);
    try (DirectoryStream<Path> siblings =
        Files.newDirectoryStream(
            folderOf(target),
            path -> {
              String name = path.getFileName().toString();
              return name.startsWith(prefix) && name.endsWith(SUFFIX);
            })) {
      for (Path sibling : siblings) {
        if (!OURS.contains(sibling)) {
          deleteIfDead(sibling);
        }
      }
    }
  }

  private static void deleteIfDead(Path leftover) {
    try (FileChannel file = FileChannel.open(leftover, WRITE);
        FileLock lock = file.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      // Somebody else's, or gone meanwhile; a leftover never keeps a checkpoint from being written.
    }
  }
}
