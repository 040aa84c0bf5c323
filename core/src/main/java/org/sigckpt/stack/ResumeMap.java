package org.sigckpt.stack;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which methods of this JVM are resume methods: a restarted frame is captured again in terms of its
 * original.
 *
 * <p>Any thread. Class loaders are held weakly.
 */
public final class ResumeMap {
  private record Key(String owner, String name, String descriptor) {}

  private final Map<Key, ResumeMethod> boot = new ConcurrentHashMap<>();
  private final Map<ClassLoader, Map<Key, ResumeMethod>> byLoader = new WeakHashMap<>();

  /**
   * Adds the resume methods of classes that {@code loader} defines, or will define.
   *
   * @param loader null for the boot loader
   */
  public synchronized void register(ClassLoader loader, Collection<ResumeMethod> methods) {
    Map<Key, ResumeMethod> known =
        loader == null ? boot : byLoader.computeIfAbsent(loader, key -> new HashMap<>());
    for (ResumeMethod method : methods) {
      known.put(new Key(method.point().owner(), method.name(), method.descriptor()), method);
    }
  }

  /** Returns the resume method of that name and descriptor, or null if it is an ordinary method. */
  public synchronized ResumeMethod find(Class<?> owner, String name, String descriptor) {
    ClassLoader loader = owner.getClassLoader();
    Map<Key, ResumeMethod> known = loader == null ? boot : byLoader.get(loader);
    return known == null
        ? null
        : known.get(new Key(owner.getName().replace('.', '/'), name, descriptor));
  }
}
