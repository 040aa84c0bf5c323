package org.sigckpt.internals;

/**
 * Tells the JDK's classes from the program's: those of the boot and the platform loader, and those
 * of the JDK's modules that the application loader defines (jdk.compiler, jdk.jshell, …).
 */
public final class JdkClasses {
  private JdkClasses() {}

  /** Returns whether the class comes with the JDK; arrays are what their elements are. */
  public static boolean isJdk(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    ClassLoader loader = element.getClassLoader();
    return loader == null
        || loader == ClassLoader.getPlatformClassLoader()
        || loader == ClassLoader.getSystemClassLoader() && isOfJdkModule(element);
  }

  /**
   * Returns the class of the JDK, not initialised.
   *
   * @throws MissingInternalException if this JDK has none of that name
   */
  public static Class<?> find(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }

  /** Returns whether a loader that is not the JVM's own has defined the class. */
  static boolean isOfProgramLoader(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader != null
        && loader != ClassLoader.getPlatformClassLoader()
        && loader != ClassLoader.getSystemClassLoader();
  }

  /** Modules made for dynamic proxies are called jdk.proxy1 and so on. */
  private static boolean isOfJdkModule(Class<?> type) {
    String name = type.getModule().getName();
    return name != null
        && (name.startsWith("java.") || name.startsWith("jdk."))
        && !name.startsWith("jdk.proxy");
  }
}
