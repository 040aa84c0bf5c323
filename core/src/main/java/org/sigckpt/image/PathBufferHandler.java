package org.sigckpt.image;

import org.sigckpt.internals.JdkReflection;

/** The native memory that {@code sun.nio.fs} caches per thread for the path of one system call. */
final class PathBufferHandler extends SizedCacheHandler {
  PathBufferHandler() {
    super("sun.nio.fs.NativeBuffer");
  }

  @Override
  int sizeOf(Object cache) {
    return (int) JdkReflection.call(JdkReflection.method(cache.getClass(), "size"), cache);
  }
}
