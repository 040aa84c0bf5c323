package org.sigckpt.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sigckpt.barrier.RestartGate;
import org.sigckpt.barrier.StatefileMain;
import org.sigckpt.coordinator.RestartCoordinator;
import org.sigckpt.internals.ReportedFlags;
import org.sigckpt.resource.ResourceLostException;
import org.sigckpt.stack.ResumeMap;
import org.sigckpt.statefile.ExitStatus;
import org.sigckpt.statefile.JvmIdentity;
import org.sigckpt.statefile.Meta;
import org.sigckpt.statefile.Preflight;
import org.sigckpt.statefile.Statefile;
import org.sigckpt.statefile.StatefileCommands;
import org.sigckpt.statefile.StatefileException;

/** What the main method of a statefile does: answers its options, or restarts the program. */
final class Restart implements StatefileMain.Body {
  private final Path file;
  private final @Nullable Statefile opened;
  private final AgentJvm jvm;

  /**
   * @param opened the file, open, or null if it could not be read
   */
  Restart(Path file, @Nullable Statefile opened, AgentJvm jvm) {
    this.file = file;
    this.opened = opened;
    this.jvm = jvm;
  }

  @Override
  public RestartGate.@Nullable Entry restart(String[] arguments) throws Throwable {
    StatefileCommands.Result result =
        new StatefileCommands().handle(file, List.of(arguments), System.out, System.err);
    if (result.handled()) {
      System.exit(result.status().code());
    }
    if (result.hold()) {
      return refuse(
          "Cannot hold "
              + file
              + " at the barrier: --hold is not supported in this build. Restart without it, or"
              + " with the JVM flag -agentlib:jdwp=… to have a debugger attached from the start.",
          ExitStatus.BAD_ARGUMENTS,
          new UnsupportedOperationException("--hold"));
    }
    try {
      return restart();
    } catch (StatefileException e) {
      return refuse(e.getMessage(), e.status(), e);
    } catch (ResourceLostException e) {
      return refuse(e.getMessage(), ExitStatus.RESOURCE_LOST, e);
    } catch (IOException e) {
      return refuse("Cannot read " + file + ": " + e, ExitStatus.UNREADABLE, e);
    } catch (OutOfMemoryError e) {
      return refuse(
          "Cannot restart "
              + file
              + ": the heap of this JVM ("
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB) is too small. Restart with a larger -Xmx.",
          ExitStatus.HEAP_TOO_SMALL,
          e);
    } catch (RuntimeException | LinkageError e) {
      return refuse(String.valueOf(e.getMessage()), ExitStatus.UNREADABLE, e);
    }
  }

  private RestartGate.@Nullable Entry restart() throws Throwable {
    Statefile statefile = opened == null ? Statefile.open(file) : opened;
    Meta meta = Preflight.check(statefile, JvmIdentity.current(ReportedFlags::textOf));
    ResumeMap resumed = new ResumeMap();
    RestartCoordinator restart = new RestartCoordinator(statefile, meta, jvm, resumed);
    Options options = Options.parse(restart.optionText(), restart.workingDirectory());
    Session session =
        new Session(
            jvm.withOptions(restart.optionText()),
            options,
            restart.mainThread(),
            restart.initialProperties(),
            meta.generation() + 1,
            resumed);
    // A signal from here on is served when the program runs; before, it would end the process.
    session.listen();
    return restart.restart(session::serve);
  }

  private static RestartGate.@Nullable Entry refuse(String why, ExitStatus status, Throwable e) {
    Session.print(why);
    if (System.getProperty("sigckpt.debug") != null) {
      e.printStackTrace();
    }
    // Not exit: hooks of the program may be in place already.
    Runtime.getRuntime().halt(status.code());
    return null;
  }
}
