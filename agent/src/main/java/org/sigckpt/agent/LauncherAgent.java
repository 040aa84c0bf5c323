package org.sigckpt.agent;

import java.lang.instrument.Instrumentation;

/**
 * The {@code Launcher-Agent-Class} of a statefile: prepares the JVM for a restart.
 *
 * <p>The main class, {@code org.sigckpt.barrier.StatefileMain}, then exists in the boot loader and
 * does the rest.
 */
public final class LauncherAgent {
  private LauncherAgent() {}

  /** Called by the JVM before the statefile's main method. */
  public static void agentmain(String options, Instrumentation instrumentation) {
    Bootstrap.enter("prepareRestart", options, instrumentation);
  }
}
