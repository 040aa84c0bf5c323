package org.sigckpt.barrier;

import java.lang.invoke.MethodHandle;
import jdk.internal.misc.Unsafe;

/**
 * The program's main thread, on a stack larger than that of this JVM's own main thread.
 *
 * <p>How large a stack the JVM's main thread gets, the command line alone decides; a rebuilt stack
 * needs more room than the captured one had. So the program's main thread becomes a thread that we
 * start, the <em>heir</em>, with the identity, name and id of the old one. The JVM's own main
 * thread lives as long as the heir does, because its end is what the launcher waits for, and ends
 * as the heir ended, because that decides the exit status:
 *
 * <pre>
 *   JVM's main thread   await: parked                        ...  returns or throws; DestroyJavaVM
 *   heir                started, run: the program's stack    end
 * </pre>
 *
 * <p>On JDK 25 a thread id owns monitors, and the VM knows the JVM's main thread by the id that the
 * heir has now. So that thread must not enter a monitor from before the heir starts until the heir
 * has ended: it parks here, and {@link #isAwaited} tells when the heir may be started.
 */
public final class MainHeir implements Thread.UncaughtExceptionHandler {
  private static final long LOOK_NANOS = 1_000_000;
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private final Thread waiting;
  private final Thread heir;
  private volatile boolean isAwaited;
  private volatile boolean hasEntered;
  private volatile boolean hasLeft;
  private volatile boolean hasFailed;

  /** The end of a main thread that an exception ended; the program's handler has seen that one. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;

    Ended() {
      super("the program's main thread ended by an exception", null, false, false);
    }
  }

  /**
   * @param waiting the JVM's own main thread
   * @param heir not yet started
   */
  public MainHeir(Thread waiting, Thread heir) {
    this.waiting = waiting;
    this.heir = heir;
  }

  public boolean isAwaited() {
    return isAwaited;
  }

  public boolean hasEntered() {
    return hasEntered;
  }

  /** Runs the stack of the program's main thread; called by the heir. */
  @Hidden
  public Object run(MethodHandle stack, Object frame) throws Throwable {
    hasEntered = true;
    try {
      return (Object) stack.invoke(frame);
    } catch (Throwable e) {
      hasFailed = true;
      throw e;
    } finally {
      hasLeft = true;
      UNSAFE.unpark(waiting);
    }
  }

  /** Returns, or throws, when the heir has ended; called by the JVM's own main thread. */
  public Object await(Object ignored) {
    isAwaited = true;
    while (!hasLeft) {
      Parking.park();
    }
    while (heir.isAlive()) {
      Parking.parkNanos(LOOK_NANOS);
    }
    if (hasFailed) {
      throw new Ended();
    }
    return null;
  }

  /** Of the JVM's own main thread, which fails only to make the exit status that of a failure. */
  @Override
  public void uncaughtException(Thread thread, Throwable end) {
    // The heir's handler has reported what ended it.
  }
}
