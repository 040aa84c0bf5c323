package org.sigckpt.samples;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Prints VM flags as the JVM reports them. */
public final class FlagsTarget {
  private static final String[] FLAGS = {
    "EliminateAllocations",
    "DoEscapeAnalysis",
    "EliminateLocks",
    "EliminateNestedLocks",
    "EliminateAutoBox",
    "AllowRedefinitionToAddDeleteMethods",
    "UseCountedLoopSafepoints",
    "LoopStripMiningIter"
  };

  private FlagsTarget() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      System.out.println(Runtime.version());
      return;
    }
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    for (String flag : FLAGS) {
      System.out.println(flag + "=" + vm.getVMOption(flag).getValue());
    }
  }
}
