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
  /** Asked for while threads stand: nothing may be linked then. */
  private record Key(String owner, String name, String descriptor) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && key.owner.equals(owner)
          && key.name.equals(name)
          && key.descriptor.equals(descriptor);
    }

    @Override
    public int hashCode() {
      return (owner.hashCode() * 31 + name.hashCode()) * 31 + descriptor.hashCode();
    }
  }

  private final Map<Key, ResumeMethod> boot = new ConcurrentHashMap<>();
  private final Map<ClassLoader, Map<Key, ResumeMethod>> byLoader = new WeakHashMap<>();

  /**
   * Adds the resume methods of classes that {@code loader} defines, or will define.
   *
   * @param loader null for the boot loader
   */
  public synchronized void register(ClassLoader loader, Collection<ResumeMethod> methods) {
    if (loader != null) {
      byLoader.putIfAbsent(loader, new HashMap<>());
    }
    Map<Key, ResumeMethod> known = loader == null ? boot : byLoader.get(loader);
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
