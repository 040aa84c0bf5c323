package org.sigckpt.resource;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.RestoreContext;

/**
 * Carries a file channel by value.
 *
 * <p>Two of its fields do not travel. {@code closer} is a reference in the JDK's common cleaner and
 * is registered anew, for channels that own their file; those of a stream leave it to the stream.
 * {@code fileLockTable} is made again when the locks in it are taken again ({@link FileLocks}).
 *
 * <p>Record: as {@link FieldCopy} writes it; the number of locks, and each.
 */
final class FileChannels extends CopiedObjectHandler {
  private static final Class<?> CHANNEL = RawObjects.type("sun.nio.ch.FileChannelImpl");
  private static final Class<?> CLOSER = RawObjects.type("sun.nio.ch.FileChannelImpl$Closer");

  FileChannels() {
    super(CHANNEL, Set.of("closer", "fileLockTable"));
  }

  @Override
  void captureRest(Object object, CaptureContext out) {
    Object table = RawObjects.get(object, "fileLockTable");
    Collection<?> locks =
        table == null ? List.of() : (Collection<?>) RawObjects.require(table, "locks");
    out.data().writeVarInt(locks.size(), true);
    locks.forEach(out::ref);
  }

  @Override
  void restoreRest(Object object, RestoreContext in) {
    registerCloser(object);
    for (int i = in.data().readVarInt(true); i > 0; i--) {
      FileLock lock = (FileLock) in.ref();
      in.whenRead(() -> FileLocks.take(lock));
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
