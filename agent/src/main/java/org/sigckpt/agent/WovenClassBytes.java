package org.sigckpt.agent;

import java.lang.ref.SoftReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.sigckpt.barrier.HiddenLog;
import org.sigckpt.internals.ConstantPools;
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
    if (type.isHidden()) {
      byte[] woven = weaveHidden(type, internalName(type), original);
      return woven == null ? original : woven;
    }
    try {
      byte[] woven = Weaver.weave(internalName(type), JdkTransformer.isJdkClass(type), original);
      return woven == null ? original : woven;
    } catch (RuntimeException e) {
      return original;
    }
  }

  /** Weaves a hidden class of the program, of which no transformer hears; null if it stays. */
  static byte[] weaveHidden(Class<?> host, String internalName, byte[] original) {
    try {
      return ProgramTransformer.isProgramLoader(host.getClassLoader())
          ? Weaver.weave(internalName, false, original)
          : null;
    } catch (RuntimeException | LinkageError e) {
      return null;
    }
  }

  /**
   * Returns the class file before weaving; shared, do not modify.
   *
   * @return null for arrays, primitives, lambda proxies, our own, and where the file is not to be
   *     had
   */
  byte[] originalBytes(Class<?> type) {
    if (type.isArray() || type.isPrimitive()) {
      return null;
    }
    if (type.isHidden()) {
      HiddenLog.Definition definition = HiddenLog.of(type);
      return definition == null ? null : definition.bytes();
    }
    if (JdkTransformer.isJdkClass(type)) {
      return ClassFiles.read(type.getModule(), internalName(type));
    }
    return ProgramTransformer.isProgramLoader(type.getClassLoader())
        ? originals.read(type.getClassLoader(), internalName(type))
        : null;
  }

  /** Returns whether the VM runs the class as it was woven, as far as its constants tell. */
  boolean isAsWoven(Class<?> type) {
    int noted = originals.constantCount(type.getClassLoader(), internalName(type));
    return noted < 0 || ConstantPools.isOf(type, noted);
  }

  private static String internalName(Class<?> type) {
    return type.getName().replace('.', '/');
  }
}
