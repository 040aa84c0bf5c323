package org.sigckpt.statefile;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a JVM decides whether it can take over another one's objects.
 *
 * @param runtimeVersion {@code java.runtime.version}
 * @param vmVersion {@code java.vm.version}
 * @param vmName {@code java.vm.name}
 * @param vmVendor {@code java.vm.vendor}
 * @param home {@code java.home}
 * @param layout how objects are laid out, as the flags that decide it
 * @param maxHeapBytes the largest heap it may use
 */
public record JvmIdentity(
    String runtimeVersion,
    String vmVersion,
    String vmName,
    String vmVendor,
    String home,
    String layout,
    long maxHeapBytes) {

  /** Returns this JVM's identity. */
  public static JvmIdentity current() {
    HotSpotDiagnosticMXBean flags =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return current(name -> reported(flags, name));
  }

  /**
   * Returns this JVM's identity.
   *
   * @param flags gives the value of a VM flag, or null if this VM has none of that name
   */
  public static JvmIdentity current(Function<String, @Nullable String> flags) {
    return new JvmIdentity(
        System.getProperty("java.runtime.version", ""),
        System.getProperty("java.vm.version", ""),
        System.getProperty("java.vm.name", ""),
        System.getProperty("java.vm.vendor", ""),
        System.getProperty("java.home", ""),
        layout(flags),
        Runtime.getRuntime().maxMemory());
  }

  private static String layout(Function<String, @Nullable String> flags) {
    return "oops="
        + flag(flags, "UseCompressedOops", "false")
        + " classes="
        + flag(flags, "UseCompressedClassPointers", "true")
        + " align="
        + flag(flags, "ObjectAlignmentInBytes", "8")
        + " compactHeaders="
        + flag(flags, "UseCompactObjectHeaders", "false");
  }

  private static String flag(Function<String, @Nullable String> flags, String name, String absent) {
    String value = flags.apply(name);
    return value == null ? absent : value;
  }

  private static @Nullable String reported(HotSpotDiagnosticMXBean flags, String name) {
    try {
      return flags.getVMOption(name).getValue();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
