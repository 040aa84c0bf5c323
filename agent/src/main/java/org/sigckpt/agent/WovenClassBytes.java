package org.sigckpt.agent;

import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.sigckpt.stack.ClassBytes;

/**
 * Weaves class files once more, to look at them: what the VM runs, without resume methods.
 *
 * <p>May be called by a thread that is stopping, before all stand: it reads files of the class path
 * and so may need locks that stopped threads lend.
 */
final class WovenClassBytes implements ClassBytes {
  private final Originals originals;
  private final Map<Class<?>, SoftReference<byte[]>> cache =
      Collections.synchronizedMap(new WeakHashMap<>());

  WovenClassBytes(Originals originals) {
    this.originals = originals;
  }

  @Override
  public byte[] wovenBytes(Class<?> type) {
    SoftReference<byte[]> cached = cache.get(type);
    byte[] known = cached == null ? null : cached.get();
    if (known != null) {
      return known;
    }
    byte[] original = originalBytes(type);
    if (original == null) {
      return null;
    }
    byte[] result = weave(type, original);
    cache.put(type, new SoftReference<>(result));
    return result;
  }

  /** What the transformers do: a class that can't be woven runs as it is. */
  private static byte[] weave(Class<?> type, byte[] original) {
    try {
      byte[] woven = Weaver.weave(internalName(type), JdkTransformer.isJdkClass(type), original);
      return woven == null ? original : woven;
    } catch (RuntimeException e) {
      return original;
    }
  }

  /**
   * Returns the class file before weaving; shared, do not modify.
   *
   * @return null for arrays, primitives, hidden classes, our own, and where the file is not to be
   *     had
   */
  byte[] originalBytes(Class<?> type) {
    if (type.isArray() || type.isPrimitive() || type.isHidden()) {
      return null;
    }
    if (JdkTransformer.isJdkClass(type)) {
      return ClassFiles.read(type.getModule(), internalName(type));
    }
    return ProgramTransformer.isProgramLoader(type.getClassLoader())
        ? originals.read(type.getClassLoader(), internalName(type))
        : null;
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }
}
