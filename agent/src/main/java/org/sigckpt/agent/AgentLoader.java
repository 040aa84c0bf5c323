package org.sigckpt.agent;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * Keeps the agent away from the program: its own classes come from the jar, the JDK's from the
 * platform loader, and nothing from the class path.
 *
 * <p>The two packages that woven code calls exist once, in the boot loader; a second copy here
 * would be a different class with the same name, so asking for one that is missing there is an
 * error.
 */
final class AgentLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  AgentLoader(URL jar) {
    super("sigckpt", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (isBootDefined(name)) {
      throw new ClassNotFoundException(name + " (must be defined into the boot loader first)");
    }
    return super.findClass(name);
  }

  /** Returns whether the class is in one of the packages that woven code calls. */
  static boolean isBootDefined(String name) {
    return name.startsWith("org.sigckpt.barrier.")
        || name.startsWith("org.sigckpt.") && name.indexOf('.', 12) < 0;
  }
}
