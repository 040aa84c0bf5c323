package org.sigckpt.resource;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Collection;
import java.util.Set;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.ObjectHandler;

/**
 * File channels, by value.
 *
 * <p>Two of their fields do not travel. {@code closer} is a reference in the JDK's common cleaner
 * and is registered anew, for channels that own their file; those of a stream leave it to the
 * stream. {@code fileLockTable} is made again at the first lock; locks themselves belong to the old
 * process and are refused.
 */
final class FileChannels {
  private static final Class<?> CHANNEL = RawObjects.type("sun.nio.ch.FileChannelImpl");
  private static final Class<?> CLOSER = RawObjects.type("sun.nio.ch.FileChannelImpl$Closer");
  private static final Class<?> LOCK = RawObjects.type("sun.nio.ch.FileLockImpl");

  private FileChannels() {}

  static ObjectHandler channels() {
    return new FieldCopyHandler(
        CHANNEL,
        Set.of("closer", "fileLockTable"),
        FileChannels::requireNoLocks,
        FileChannels::registerCloser);
  }

  static ObjectHandler locks() {
    return new FieldCopyHandler(LOCK, Set.of(), FileChannels::requireReleased, lock -> {});
  }

  private static void requireNoLocks(Object channel) {
    Object table = RawObjects.get(channel, "fileLockTable");
    if (table != null && RawObjects.get(table, "locks") instanceof Collection<?> locks) {
      locks.forEach(FileChannels::requireReleased);
    }
  }

  private static void requireReleased(Object lock) {
    if (lock instanceof FileLock held && held.isValid()) {
      throw new CannotCaptureException(
          "Cannot checkpoint file lock "
              + held
              + ": it belongs to this process and another could take it before the restart;"
              + " release it before the checkpoint.");
    }
  }

  private static void registerCloser(Object channel) {
    Object descriptor = RawObjects.get(channel, "fd");
    if (RawObjects.get(channel, "parent") == null
        && descriptor != null
        && ((FileChannel) channel).isOpen()) {
      Runnable closer = (Runnable) RawObjects.construct(CLOSER, descriptor);
      RawObjects.put(channel, "closer", RawObjects.registerCleanup(channel, closer));
    }
  }
}
