package org.sigckpt.resource;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Carries a file channel by value.
 *
 * <p>Two of its fields do not travel. {@code closer} is a reference in the JDK's common cleaner and
 * is registered anew, for channels that own their file; those of a stream leave it to the stream.
 * {@code fileLockTable} is made again when the locks in it are taken again ({@link FileLocks}).
 *
 * <p>Record: as {@link FieldCopy} writes it; the number of locks, and each.
 */
final class FileChannels implements ObjectHandler {
  private static final Class<?> CHANNEL = RawObjects.type("sun.nio.ch.FileChannelImpl");
  private static final Class<?> CLOSER = RawObjects.type("sun.nio.ch.FileChannelImpl$Closer");

  private final FieldCopy fields = new FieldCopy(CHANNEL, Set.of("closer", "fileLockTable"));

  @Override
  public boolean handles(Class<?> type) {
    return type == CHANNEL;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    fields.capture(object, out);
    Object table = RawObjects.get(object, "fileLockTable");
    Collection<?> locks =
        table == null ? List.of() : (Collection<?>) RawObjects.require(table, "locks");
    out.data().writeVarInt(locks.size(), true);
    locks.forEach(out::ref);
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    Object object = RawObjects.allocate(type);
    fields.restorePrimitives(object, in);
    return object;
  }

  @Override
  public void complete(Object object, RestoreContext in) {
    fields.restoreReferences(object, in);
    registerCloser(object);
    JdkUnsafe.UNSAFE.storeFence();
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
