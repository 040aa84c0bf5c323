package org.sigckpt.agent;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import jdk.internal.misc.Signal;
import org.sigckpt.coordinator.ServiceThread;

/** What asks for a checkpoint from outside the program: a signal, and a timer. */
final class Triggers {
  /** SR_signum of HotSpot on Linux; unlike others, the VM lets it be taken away. */
  private static final String SUSPEND_SIGNAL = "USR2";

  private Triggers() {}

  /**
   * Starts listening. The action gets the options of this one checkpoint; it runs on a thread of
   * the JVM or ours and should return soon.
   *
   * @throws CannotStartException if the signal is not to be had
   */
  static void install(Options options, Consumer<Options> action) {
    onSignal(options, action);
    if (options.every() != null) {
      onTimer(options, options.every(), action);
    }
  }

  private static void onSignal(Options options, Consumer<Options> action) {
    if (options.signal().equals(SUSPEND_SIGNAL)) {
      throw refused(options, "the JVM suspends its threads with it");
    }
    try {
      Signal.handle(
          new Signal(options.signal()),
          new Signal.Handler() {
            @Override
            public void handle(Signal signal) {
              ServiceThread.disown();
              long pid = ProcessHandle.current().pid();
              action.accept(RequestFile.ofProcess(pid).apply(options));
            }
          });
    } catch (IllegalArgumentException e) {
      throw refused(options, e.getMessage());
    }
  }

  private static CannotStartException refused(Options options, String reason) {
    return new CannotStartException(
        "bad value '"
            + options.signal()
            + "' of option 'signal': "
            + reason
            + "; take another one, for example USR1");
  }

  private static void onTimer(Options options, Duration every, Consumer<Options> action) {
    ServiceThread.start(
        "timer",
        () -> {
          long next = System.nanoTime() + every.toNanos();
          for (; ; ) {
            long remaining = next - System.nanoTime();
            if (remaining > 0) {
              LockSupport.parkNanos(remaining);
            } else {
              action.accept(options);
              next = System.nanoTime() + every.toNanos();
            }
          }
        });
  }
}
