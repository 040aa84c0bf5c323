package org.sigckpt.barrier;

/**
 * The main class of a statefile.
 *
 * <p>It is defined into the boot loader before the launcher looks for it, so its frame is hidden:
 * below the program's own {@code main} a stack trace shows nothing.
 */
public final class StatefileMain {
  /** Does all the work of a restart up to the release of the threads. */
  public interface Body {
    /** Returns the stack of the main thread, or null if that thread has ended or ends here. */
    RestartGate.Entry restart(String[] arguments) throws Throwable;
  }

  private static Body body;

  private StatefileMain() {}

  /** Called by the launcher agent. */
  public static void setBody(Body newBody) {
    body = newBody;
  }

  @Hidden
  public static void main(String[] arguments) throws Throwable {
    if (body == null) {
      throw new IllegalStateException(
          "Cannot restart: the launcher agent did not run. Start the file with java -jar.");
    }
    RestartGate.Entry entry = body.restart(arguments);
    if (entry != null) {
      entry.outermost().invoke(entry.frame());
    }
  }
}
