package org.sigckpt.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.sigckpt.barrier.LinkLog;
import org.sigckpt.barrier.Rendezvous;
import org.sigckpt.coordinator.CheckpointCoordinator;
import org.sigckpt.coordinator.CheckpointSettings;
import org.sigckpt.coordinator.CheckpointWriter;
import org.sigckpt.resource.FilePolicy;
import org.sigckpt.resource.SocketPolicy;
import org.sigckpt.stack.FrameCapture;
import org.sigckpt.stack.LinkPlaces;
import org.sigckpt.stack.ResumeMap;

/** One life of the program under the agent: connects woven code, coordinator and triggers. */
final class Session {
  private final CheckpointCoordinator coordinator;
  private final Options options;

  /**
   * @param main the program's main thread
   * @param generation 0 in the first life
   */
  Session(
      AgentJvm jvm,
      Options options,
      Thread main,
      Map<String, String> initialProperties,
      int generation,
      ResumeMap resumed) {
    this.options = options;
    FilePolicy files = FilePolicy.valueOf(options.files().name());
    SocketPolicy sockets = SocketPolicy.valueOf(options.sockets().name());
    coordinator =
        new CheckpointCoordinator(
            new FrameCapture(jvm, resumed),
            new CheckpointWriter(jvm, main, initialProperties, generation, files, sockets),
            settings(options),
            new Consumer<String>() {
              // No method reference: spinning its class costs the start of every program.
              @Override
              public void accept(String report) {
                print(report);
              }
            });
    Rendezvous.connect(coordinator);
    LinkLog.rememberBy(new LinkPlaces(resumed));
  }

  private static CheckpointSettings settings(Options options) {
    return new CheckpointSettings(
        options.file(),
        options.then() == Options.Then.EXIT,
        options.timeout(),
        options.keep(),
        options.compress());
  }

  /** Starts listening to signals and timer; what comes is served from {@link #serve} on. */
  void listen() {
    Triggers.install(
        options,
        new Consumer<Options>() {
          @Override
          public void accept(Options asked) {
            coordinator.request(settings(asked));
          }
        });
  }

  /** Starts serving requests. */
  void serve() {
    coordinator.start();
  }

  /** Writes past System.err, whose lock a stopped thread of the program may hold. */
  static void print(String report) {
    try {
      new FileOutputStream(FileDescriptor.err)
          .write(("sigckpt: " + report + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody is left to tell.
      return;
    }
  }
}
