package org.sigckpt.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the agent away from the program: its own classes come from the jar, the JDK's from the
 * platform loader, and nothing from the class path.
 *
 * <p>The two packages that woven code calls exist once, in the boot loader; a second copy here
 * would be a different class with the same name, so asking for one that is missing there is an
 * error.
 *
 * <p>It is no URLClassLoader: that one asks the parents first for each class, and loads what it
 * takes to handle URLs and permissions, before the program starts.
 */
final class AgentLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final ZipFile jar;

  AgentLoader(ZipFile jar) {
    super("sigckpt", ClassLoader.getPlatformClassLoader());
    this.jar = jar;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("org.sigckpt.") || isBootDefined(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  /** Of our own resources only. */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    ZipEntry entry = jar.getEntry(name);
    try {
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException e) {
      return null;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    ZipEntry entry = jar.getEntry(name.replace('.', '/').concat(".class"));
    if (entry == null) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot load " + name + " from " + jar.getName() + ".", e);
    }
  }

  /** Returns whether the class is in one of the packages that woven code calls. */
  static boolean isBootDefined(String name) {
    return name.startsWith("org.sigckpt.barrier.")
        || name.startsWith("org.sigckpt.") && name.indexOf('.', 12) < 0;
  }
}
