package org.sigckpt.image;

import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * The native array of {@code iovec}s that {@code sun.nio.ch} keeps per thread for reads and writes
 * of several buffers. Between two calls it refers to no buffer.
 */
final class IoVectorHandler extends SizedCacheHandler {
  private static final String TYPE = "sun.nio.ch.IOVecWrapper";

  IoVectorHandler() {
    super(TYPE);
  }

  @Override
  int sizeOf(Object cache) {
    Object[] buffers =
        (Object[]) JdkUnsafe.get(cache, JdkReflection.field(cache.getClass(), "buf"));
    for (Object each : buffers) {
      if (each != null) {
        throw new CannotCaptureException(
            "Cannot checkpoint a " + TYPE + ": a transfer of several buffers is in progress.");
      }
    }
    return buffers.length;
  }
}
