package org.sigckpt.resource;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.MissingInternalException;

/**
 * Waits for the bytes of pipes and terminals in {@code sun.nio.ch.Net.poll}, which a signal ends,
 * in place of the native read, which no signal ends.
 *
 * <p>Regular files are always ready. Which streams read one is remembered in a small table without
 * locks; a stream that lost its place there is looked at again.
 */
public final class InputGate {
  private static final int SLOTS = 1024;
  private final AtomicReferenceArray<@Nullable WeakReference<FileInputStream>> regular =
      new AtomicReferenceArray<>(SLOTS);

  /** Returns whether the stream is known to read a regular file. */
  public boolean isRegularFile(FileInputStream stream) {
    WeakReference<FileInputStream> known = regular.get(slotOf(stream));
    return known != null && known.refersTo(stream);
  }

  /** Returns whether the stream can be read; false after a signal. */
  public boolean await(FileInputStream stream) {
    try {
      FileDescriptor descriptor = stream.getFD();
      int number = SharedSecrets.getJavaIOFileDescriptorAccess().get(descriptor);
      if (number < 0) {
        return true;
      }
      if (OpenFile.isRegular(number)) {
        regular.set(slotOf(stream), new WeakReference<>(stream));
        return true;
      }
      return (int) Native.POLL.invokeExact(descriptor, Native.POLLIN, -1L) != 0;
    } catch (IOException e) {
      return true; // The read itself tells.
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int slotOf(FileInputStream stream) {
    return System.identityHashCode(stream) & SLOTS - 1;
  }

  /** Loads the JDK's native network code, so only when there is something to wait for. */
  private static final class Native {
    /** poll.h of Linux. */
    static final int POLLIN = 1;

    static final MethodHandle POLL = poll();

    private static MethodHandle poll() {
      try {
        Class<?> net = Class.forName("sun.nio.ch.Net");
        MethodHandles.Lookup lookup = JdkReflection.trustedLookup();
        return lookup.findStatic(
            net,
            "poll",
            MethodType.methodType(int.class, FileDescriptor.class, int.class, long.class));
      } catch (ReflectiveOperationException e) {
        throw new MissingInternalException("sun.nio.ch.Net.poll", e);
      }
    }
  }
}
