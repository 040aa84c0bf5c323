package org.sigckpt.agent;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.sigckpt.internals.ConstantPools;

/**
 * The class files of program classes as they were given to the VM, before weaving.
 *
 * <p>Classes of the application loader that come from the class path are only fingerprinted and
 * read again when asked for; all others are kept, because a custom loader may have generated or
 * decrypted them. Loaders are held weakly and by identity: their own {@code equals} is program
 * code.
 */
final class Originals {
  /** A class file or its fingerprint, and the size of the constant pool that the VM was given. */
  private record Noted(Object file, int constantCount) {}

  private final Map<LoaderKey, Map<String, Noted>> loaders = new ConcurrentHashMap<>();
  private final ReferenceQueue<ClassLoader> unloaded = new ReferenceQueue<>();

  /** Notes a class being defined as it is; {@code bytes} is shared, not copied. */
  void note(ClassLoader loader, String internalName, ProtectionDomain domain, byte[] bytes) {
    note(loader, internalName, domain, bytes, bytes);
  }

  /** Notes a class being defined; {@code woven} is what the VM is given for {@code bytes}. */
  void note(
      ClassLoader loader,
      String internalName,
      ProtectionDomain domain,
      byte[] bytes,
      byte[] woven) {
    boolean readable =
        loader == ClassLoader.getSystemClassLoader()
            && hasLocation(domain)
            && !looksGenerated(internalName);
    Object file = readable ? (Object) fingerprint(bytes) : bytes;
    of(loader).put(internalName, new Noted(file, ConstantPools.count(woven)));
  }

  /** Returns the size of the constant pool that the VM was given, or −1 for an unknown class. */
  int constantCount(ClassLoader loader, String internalName) {
    Noted noted = noted(loader, internalName);
    return noted == null ? -1 : noted.constantCount;
  }

  /**
   * Returns the class file; shared, do not modify.
   *
   * @return null if the class was defined before the agent came, or its file has changed since
   */
  byte[] read(ClassLoader loader, String internalName) {
    Noted noted = noted(loader, internalName);
    if (noted == null || noted.file instanceof byte[]) {
      return noted == null ? null : (byte[]) noted.file;
    }
    byte[] bytes = ClassFiles.read(loader, internalName);
    return bytes != null && noted.file.equals(fingerprint(bytes)) ? bytes : null;
  }

  private Noted noted(ClassLoader loader, String internalName) {
    Map<String, Noted> classes = loaders.get(new LoaderKey(loader, null));
    return classes == null ? null : classes.get(internalName);
  }

  private Map<String, Noted> of(ClassLoader loader) {
    for (Reference<?> gone; (gone = unloaded.poll()) != null; ) {
      loaders.remove(gone);
    }
    Map<String, Noted> known = loaders.get(new LoaderKey(loader, null));
    if (known != null) {
      return known;
    }
    Map<String, Noted> created = new ConcurrentHashMap<>();
    Map<String, Noted> earlier = loaders.putIfAbsent(new LoaderKey(loader, unloaded), created);
    return earlier == null ? created : earlier;
  }

  private static boolean hasLocation(ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    URL location = source == null ? null : source.getLocation();
    return location != null;
  }

  /** The usual marks of classes that libraries define at run time beside a class of the program. */
  private static boolean looksGenerated(String internalName) {
    return internalName.contains("$$") || internalName.contains("$Proxy");
  }

  private static Long fingerprint(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return (long) bytes.length << 32 | crc.getValue();
  }

  private static final class LoaderKey extends WeakReference<ClassLoader> {
    private final int hash;

    LoaderKey(ClassLoader loader, ReferenceQueue<ClassLoader> queue) {
      super(loader, queue);
      hash = System.identityHashCode(loader);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || other instanceof LoaderKey && get() != null && get() == ((LoaderKey) other).get();
    }
  }
}
