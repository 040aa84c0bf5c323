package org.sigckpt.coordinator;

/** Tells our classes from all others. */
public final class OwnClasses {
  private static final ClassLoader OWN_LOADER = OwnClasses.class.getClassLoader();

  private OwnClasses() {}

  /** Returns whether frames of the class are never captured. */
  public static boolean isCut(Class<?> type) {
    return isOurs(type) || isApi(type);
  }

  /** The public API: every JVM under the agent has these classes, and a program may hold them. */
  private static boolean isApi(Class<?> type) {
    return type.getClassLoader() == null && type.getPackageName().equals("org.sigckpt");
  }

  /** Returns whether the class is ours, in whichever loader, and no concern of the program. */
  public static boolean isOurs(Class<?> type) {
    if (isApi(type)) {
      return false;
    }
    ClassLoader loader = type.getClassLoader();
    if (loader == OWN_LOADER && loader != ClassLoader.getSystemClassLoader()) {
      return true;
    }
    String name = type.getName();
    return name.startsWith("org.sigckpt.")
        && (loader == null
            || name.startsWith("org.sigckpt.agent.")
            || name.startsWith("org.sigckpt.statefile."));
  }
}
