package org.sigckpt.resource;

import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.FileLock;
import java.util.Map;
import java.util.Set;
import jdk.internal.access.SharedSecrets;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Locks on files: they belong to a process, so the new one takes them again.
 *
 * <p>The kernel drops all locks of a process on a file when the process closes any descriptor of
 * that file, see fcntl(2). So a locked file is not opened a second time at a checkpoint, and locks
 * are taken when everything else about files has been done.
 */
final class FileLocks {
  private static final Class<?> LOCK = RawObjects.type("sun.nio.ch.FileLockImpl");
  private static final Class<?> TABLE = RawObjects.type("sun.nio.ch.FileLockTable");
  private static final Class<?> KEY = RawObjects.type("sun.nio.ch.FileKey");
  private static final Class<?> DISPATCHER = RawObjects.type("sun.nio.ch.FileDispatcher");

  /** FileDispatcher.LOCKED. */
  private static final int LOCKED = 0;

  private FileLocks() {}

  static ObjectHandler locks() {
    return new FieldCopyHandler(LOCK, Set.of(), lock -> {}, lock -> {});
  }

  /** Returns whether the program has locked the file of this number, through whichever channel. */
  static boolean isLocked(int number) {
    if (JdkUnsafe.UNSAFE.shouldBeInitialized(TABLE)) {
      return false;
    }
    Map<?, ?> locked = (Map<?, ?>) JdkUnsafe.get(null, JdkReflection.field(TABLE, "lockMap"));
    if (locked.isEmpty()) {
      return false;
    }
    FileDescriptor descriptor = new FileDescriptor();
    SharedSecrets.getJavaIOFileDescriptorAccess().set(descriptor, number);
    Method create = JdkReflection.method(KEY, "create", FileDescriptor.class);
    return locked.containsKey(JdkReflection.call(create, null, descriptor));
  }

  /**
   * Takes the lock again, if it was held.
   *
   * @throws ResourceLostException if another process has it
   */
  static void take(FileLock lock) {
    if (!lock.isValid()) {
      return;
    }
    Object channel = lock.acquiredBy();
    Object table =
        JdkReflection.call(JdkReflection.method(channel.getClass(), "fileLockTable"), channel);
    JdkReflection.call(JdkReflection.method(TABLE, "add", FileLock.class), table, lock);
    Field dispatcher = JdkReflection.field(channel.getClass(), "nd");
    Method take =
        JdkReflection.method(
            DISPATCHER,
            "lock",
            FileDescriptor.class,
            boolean.class,
            long.class,
            long.class,
            boolean.class);
    Object result =
        JdkReflection.call(
            take,
            JdkUnsafe.get(channel, dispatcher),
            RawObjects.get(channel, "fd"),
            false,
            lock.position(),
            lock.size(),
            lock.isShared());
    if (!result.equals(LOCKED)) {
      throw new ResourceLostException(
          "Cannot lock file "
              + RawObjects.get(channel, "path")
              + " again: another process has locked it; restart when that has ended.");
    }
  }
}
