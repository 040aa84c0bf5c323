package org.sigckpt.agent;

import org.sigckpt.internals.MissingInternalException;
import org.sigckpt.internals.ReportedFlags;

/** Brings the VM into the state in which frames can be captured and loops be stopped. */
final class VmSetup {
  /** What G1 uses; a thread then reaches a safepoint after at most so many iterations. */
  private static final long STRIP_ITERATIONS = 1000;

  private VmSetup() {}

  /**
   * Switches scalar replacement off, and safepoints in counted loops on where the collector left
   * them off (Serial and Parallel). Code compiled earlier stays as it is.
   *
   * @throws CannotStartException if scalar replacement stays on; the message names the VM option
   */
  static void forCapture() {
    String reason = null;
    try {
      VmFlags flags = VmFlags.find();
      if (flags.isOn("UseJVMCICompiler")) {
        throw new CannotStartException(
            "Cannot start: the JVMCI compiler is on (UseJVMCICompiler=true), and it keeps objects"
                + " out of frames; start the JVM with -XX:-UseJVMCICompiler.");
      }
      if (flags.isOn(VmFlags.ELIMINATE_ALLOCATIONS)) {
        flags.set(VmFlags.ELIMINATE_ALLOCATIONS, false);
      }
      stripMine(flags);
    } catch (MissingInternalException | IllegalStateException e) {
      reason = e.getMessage();
    }
    if (isScalarReplacementReported()) {
      throw new CannotStartException(
          "Cannot start: scalar replacement can't be switched off in this JVM"
              + (reason == null ? "" : " (" + reason + ")")
              + "; add the JVM option -XX:-EliminateAllocations.");
    }
  }

  /** Lets JDK classes that are already loaded get resume methods. */
  static void forRestart() {
    VmFlags.find().set(VmFlags.ADD_METHODS, true);
  }

  /**
   * C2 asks only LoopStripMiningIter, at the start of each loop transformation and again when it
   * expands the loop it made (loopnode.cpp); a compilation under way at the moment of the flip made
   * no such loop, or finds the new count. The other two are kept consistent with it.
   */
  private static void stripMine(VmFlags flags) {
    if ((flags.isOn("UseSerialGC") || flags.isOn("UseParallelGC"))
        && flags.has("LoopStripMiningIter")
        && !flags.isOn("UseCountedLoopSafepoints")) {
      flags.set("LoopStripMiningIterShortLoop", STRIP_ITERATIONS / 10);
      flags.set("LoopStripMiningIter", STRIP_ITERATIONS);
      flags.set("UseCountedLoopSafepoints", true);
    }
  }

  private static boolean isScalarReplacementReported() {
    try {
      return Boolean.TRUE.equals(ReportedFlags.valueOf(VmFlags.ELIMINATE_ALLOCATIONS));
    } catch (MissingInternalException | IllegalStateException e) {
      // A runtime image without the management module can't be asked: trust the VM's own table.
      return VmFlags.find().isOn(VmFlags.ELIMINATE_ALLOCATIONS);
    }
  }
}
