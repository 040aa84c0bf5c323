package org.sigckpt.internals;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What of {@code java.lang.VirtualThread} and its continuation is read and written, as JDK 25 has
 * it. To be used when a virtual thread exists only: the class is initialised by it.
 */
public final class VirtualThreadFields {
  /** The scheduling of a virtual thread, which each JVM does for itself. */
  public static final Set<String> OF_SCHEDULING =
      Set.of(
          "scheduler",
          "cont",
          "runContinuation",
          "blockPermit",
          "onWaitingList",
          "next",
          "notified",
          "timedWaitSeqNo",
          "timeout",
          "timeoutTask",
          "carrierThread");

  private static final Set<String> OF_PROGRAM = Set.of("state", "parkPermit", "termination");

  private static final Class<?> TYPE = JdkClasses.find("java.lang.VirtualThread");
  private static final long STATE = JdkUnsafe.offsetOf(JdkReflection.field(TYPE, "state"));
  private static final Field SCHEDULER = JdkReflection.field(TYPE, "scheduler");
  private static final Field CARRIER = JdkReflection.field(TYPE, "carrierThread");
  private static final Field CONTINUATION = JdkReflection.field(TYPE, "cont");
  private static final Field TARGET =
      JdkReflection.field(JdkClasses.find("jdk.internal.vm.Continuation"), "target");
  private static final Field TASK =
      JdkReflection.field(
          JdkClasses.find("java.lang.VirtualThread$VThreadContinuation$1"), "val$task");
  private static final Method SUBMIT = JdkReflection.method(TYPE, "submitRunContinuation");
  private static final int STARTED = constant("STARTED");
  private static final int RUNNING = constant("RUNNING");
  private static final int UNBLOCKED = constant("UNBLOCKED");
  private static final Set<Integer> PARKED =
      Set.of(
          constant("PARKED"),
          constant("TIMED_PARKED"),
          constant("PINNED"),
          constant("TIMED_PINNED"));
  private static final Set<Integer> WAITING = Set.of(constant("WAIT"), constant("TIMED_WAIT"));

  private VirtualThreadFields() {}

  /**
   * Does nothing if this JDK's virtual threads are the known ones.
   *
   * @throws MissingInternalException if they are not
   */
  public static void check() {
    Set<String> names = new HashSet<>();
    for (Field field : JdkReflection.fields(TYPE)) {
      if (!Modifier.isStatic(field.getModifiers())) {
        names.add(field.getName());
      }
    }
    names.removeAll(OF_SCHEDULING);
    if (!names.equals(OF_PROGRAM)) {
      throw new MissingInternalException("java.lang.VirtualThread with the fields " + names);
    }
  }

  /** Returns the scheduler of all virtual threads that name none; starts it if need be. */
  public static Object defaultScheduler() {
    JdkUnsafe.UNSAFE.ensureClassInitialized(TYPE);
    return JdkUnsafe.get(null, JdkReflection.field(TYPE, "DEFAULT_SCHEDULER"));
  }

  /** Returns the scheduler of this one. */
  public static Object schedulerOf(Thread thread) {
    return JdkUnsafe.get(thread, SCHEDULER);
  }

  /** Returns what the thread was made to run. */
  public static Runnable taskOf(Thread thread) {
    return (Runnable) JdkUnsafe.get(targetOf(thread), TASK);
  }

  /** Sets what the thread, which has not been started, is to run. */
  public static void setTask(Thread thread, Runnable task) {
    JdkUnsafe.put(targetOf(thread), TASK, task);
  }

  private static Object targetOf(Thread thread) {
    return JdkUnsafe.get(JdkUnsafe.get(thread, CONTINUATION), TARGET);
  }

  /** Sets the state of one that is not scheduled to that of a new one. */
  public static void setNew(Thread thread) {
    JdkUnsafe.UNSAFE.putIntVolatile(thread, STATE, 0);
  }

  /** Schedules the thread, which is a new one, for its first run; its container knows it. */
  public static void start(Thread thread) {
    JdkUnsafe.UNSAFE.putIntVolatile(thread, STATE, STARTED);
    JdkReflection.call(SUBMIT, thread);
  }

  /** Returns whether the thread is in a park, mounted or not. */
  public static boolean isParked(Thread thread) {
    return PARKED.contains(state(thread));
  }

  /** Returns whether the thread waits for something, mounted or not. */
  public static boolean isWaiting(Thread thread) {
    int state = state(thread);
    return PARKED.contains(state)
        || WAITING.contains(state)
        || state == RUNNING && carrierOfWaiting(thread) != null;
  }

  /**
   * Ends a park or wait of the thread, which sees a spurious return; its interrupt status is not
   * touched.
   *
   * @return the carrier if that is what waits, which the caller has to wake; else null
   */
  public static Thread wake(Thread thread) {
    int state = state(thread);
    if (PARKED.contains(state)) {
      LockSupport.unpark(thread);
    } else if (WAITING.contains(state)) {
      // As the JDK's own time-out of a wait does.
      if (JdkUnsafe.UNSAFE.compareAndSetInt(thread, STATE, state, UNBLOCKED)) {
        JdkReflection.call(SUBMIT, thread);
      }
    } else if (state == RUNNING) {
      return carrierOfWaiting(thread);
    }
    return null;
  }

  private static Thread carrierOfWaiting(Thread thread) {
    Thread carrier = (Thread) JdkUnsafe.get(thread, CARRIER);
    if (carrier == null) {
      return null;
    }
    Thread.State state = carrier.getState();
    boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    return waits ? carrier : null;
  }

  private static int state(Thread thread) {
    return JdkUnsafe.UNSAFE.getIntVolatile(thread, STATE);
  }

  private static int constant(String name) {
    Field field = JdkReflection.field(TYPE, name);
    return JdkUnsafe.UNSAFE.getInt(
        JdkUnsafe.UNSAFE.staticFieldBase(field), JdkUnsafe.offsetOf(field));
  }
}
