package org.sigckpt.agent;

import java.lang.instrument.Instrumentation;

/** The {@code Premain-Class} of sigckpt.jar. */
public final class Premain {
  private Premain() {}

  /** Called by the JVM before the program's main method. */
  public static void premain(String options, Instrumentation instrumentation) {
    Bootstrap.enter("start", options, instrumentation);
  }
}
