package org.sigckpt.barrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;

/**
 * The question "is a checkpoint wanted?", woven into program and JDK classes.
 *
 * <p>In program classes the answer is a constant of a {@link MutableCallSite}: compiled code has no
 * trace of it, vectorised loops stay vectorised, and arming throws away the compiled code that
 * assumed "no", so that even a loop without calls goes on in the interpreter and sees the poll. A
 * volatile field was measured up to six times slower; a plain one is hoisted out of such loops,
 * which then never stop. JDK classes read the plain field, because method handles are linked by JDK
 * code: there the poll stands behind calls and monitors only, where nothing is hoisted.
 */
public final class Poll {
  private static final MethodHandle NO = MethodHandles.constant(boolean.class, false);
  private static final MethodHandle YES = MethodHandles.constant(boolean.class, true);
  private static final MutableCallSite SITE = new MutableCallSite(NO);
  private static final MethodHandle ARMED = SITE.dynamicInvoker();

  /** Plain on purpose; the slow path looks at the volatile {@link Rendezvous#current}. */
  private static boolean armed;

  private Poll() {}

  /** Called by woven program code. */
  @Hidden
  public static void poll() throws Throwable {
    if ((boolean) ARMED.invokeExact()) {
      if (!Rendezvous.stop(Operation.PROGRAM_POLL)) {
        Courtesy.nap();
      }
    }
  }

  /**
   * Called by woven JDK code that has just entered a monitor. It stops only where the monitor is a
   * lent one: elsewhere the thread is soon out again, and would keep the JDK's own locks from the
   * coordinator if it stood here.
   */
  @Hidden
  public static void entered() {
    if (armed) {
      Rendezvous.stopIfBorrowing();
    }
  }

  /** Called by woven JDK code behind a park. */
  @Hidden
  public static void jdk() {
    if (armed) {
      Rendezvous.stop(Operation.POLL);
    }
  }

  static boolean isArmed() {
    return armed;
  }

  static void arm() {
    armed = true;
    turn(YES);
  }

  static void disarm() {
    armed = false;
    turn(NO);
  }

  private static void turn(MethodHandle answer) {
    SITE.setTarget(answer);
    MutableCallSite.syncAll(new MutableCallSite[] {SITE});
  }
}
