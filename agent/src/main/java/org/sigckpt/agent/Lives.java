package org.sigckpt.agent;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sigckpt.barrier.StatefileMain;
import org.sigckpt.coordinator.CheckpointWriter;
import org.sigckpt.stack.ResumeMap;
import org.sigckpt.statefile.Statefile;

/**
 * The two ways in which a program lives under the agent. Apart from {@link Agent}, because linking
 * this class needs the barrier, which that one defines first.
 */
final class Lives {
  private Lives() {}

  /** Begins the first life of a program. */
  static void first(
      Instrumentation instrumentation, Options options, @Nullable String text, Path jar) {
    Map<String, String> properties = CheckpointWriter.textProperties();
    AgentJvm jvm = new AgentJvm(Weaving.install(instrumentation), jar, text);
    Session session =
        new Session(jvm, options, Thread.currentThread(), properties, 0, new ResumeMap());
    session.serve();
    session.listen();
  }

  /** Prepares a further life; the statefile's main method goes on from there. */
  static void further(
      Instrumentation instrumentation,
      @Nullable String text,
      Path jar,
      @Nullable Statefile statefile) {
    AgentJvm jvm = new AgentJvm(Weaving.install(instrumentation), jar, text);
    StatefileMain.setBody(new Restart(jar, statefile, jvm));
  }
}
