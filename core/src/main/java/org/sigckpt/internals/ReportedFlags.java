package org.sigckpt.internals;

import org.jspecify.annotations.Nullable;

/**
 * The values of VM flags as HotSpotDiagnosticMXBean gives them, asked at the native below it: the
 * bean itself would load some hundred management classes first.
 */
public final class ReportedFlags {
  private static final String PACKAGE = "com.sun.management.internal.";

  private ReportedFlags() {}

  /**
   * Returns the flag's value, such as a Boolean or Long.
   *
   * @return null if the VM has no such flag
   * @throws MissingInternalException if the module jdk.management is not there
   */
  public static @Nullable Object valueOf(String name) {
    try {
      // Loads the native library that the next class needs.
      Class.forName(PACKAGE + "PlatformMBeanProviderImpl");
      Class<?> flag = Class.forName(PACKAGE + "Flag");
      Object found =
          JdkReflection.call(JdkReflection.method(flag, "getFlag", String.class), null, name);
      return found == null
          ? null
          : JdkReflection.call(JdkReflection.method(flag, "getValue"), found);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException("module jdk.management", e);
    }
  }

  /** Returns the flag's value as text, or null if the VM has no such flag. */
  public static @Nullable String textOf(String name) {
    Object value = valueOf(name);
    return value == null ? null : value.toString();
  }
}
