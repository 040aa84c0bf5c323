package org.sigckpt.agent;

import java.lang.instrument.Instrumentation;

/** The {@code Premain-Class} of sigckpt.jar. */
public final class Premain {
  private Premain() {}

  /**
   * Called by the JVM before the program's main method. A statefile that is being restarted brings
   * its own agent: then this one was named for all JVMs, as by JAVA_TOOL_OPTIONS, and does nothing.
   */
  public static void premain(String options, Instrumentation instrumentation) {
    if (!Bootstrap.isInStatefile()) {
      Bootstrap.enter("start", options, instrumentation);
    }
  }
}
