package org.sigckpt.coordinator;

/** Tells our classes from all others. */
public final class OwnClasses {
  private static final ClassLoader OWN_LOADER = OwnClasses.class.getClassLoader();

  private OwnClasses() {}

  /** Returns whether the class is ours, in whichever loader. */
  public static boolean isOurs(Class<?> type) {
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
