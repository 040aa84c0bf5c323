package org.sigckpt.coordinator;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.locks.LockSupport;
import org.sigckpt.barrier.MainHeir;
import org.sigckpt.barrier.RestartGate;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Makes a thread that we start the program's main thread, where this JVM's own has too small a
 * stack; see {@link MainHeir}.
 *
 * <p>Every started thread has {@code Thread.run} at the bottom of its stack, a main thread has not.
 * So {@code Thread.run} is a hidden method while the heir enters it, and an ordinary one again
 * before any other thread starts: a frame stays what it was when it was entered.
 */
final class Succession {
  private static final long LOOK_NANOS = 100_000;
  private static final MethodType AWAIT = MethodType.methodType(Object.class, Object.class);
  private static final MethodType RUN = AWAIT.insertParameterTypes(0, MethodHandle.class);

  private final Thread own = Thread.currentThread();
  private final Thread heir;
  private final MainHeir meeting;
  private final RestartGate.Entry stack;

  /**
   * Called on the JVM's own main thread.
   *
   * @param heir restored, not started
   * @param stack of the program's main thread
   */
  Succession(Thread heir, RestartGate.Entry stack) {
    this.heir = heir;
    this.meeting = new MainHeir(own, heir);
    this.stack = stack;
  }

  /** Returns a thread that can be restored as the main thread. */
  static Thread unborn() {
    try {
      return (Thread) JdkUnsafe.UNSAFE.allocateInstance(Thread.class);
    } catch (InstantiationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes name, id and group away from the JVM's own main thread; returns what it has to do. */
  RestartGate.Entry stepBack() {
    MethodHandle run = MethodHandles.insertArguments(bound("run", RUN), 0, stack.outermost());
    RestartGate.prepare(heir, new RestartGate.Entry(run, stack.frame()));
    ThreadGroup group = own.getThreadGroup();
    Method remove = removal();
    if (remove != null) {
      JdkReflection.call(remove, group, own);
    }
    moveTo(group.getParent() == null ? group : group.getParent());
    ServiceThread.adopt(own, "main");
    own.setUncaughtExceptionHandler(meeting);
    return new RestartGate.Entry(bound("await", AWAIT), null);
  }

  /** Starts the heir; called by a thread of ours. Returns when the heir is in its stack. */
  void start(ThreadHandler threads, long stackBytes, Jvm jvm) throws Throwable {
    while (!meeting.isAwaited()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    jvm.hideThreadRun(true);
    threads.start(heir, stackBytes);
    while (!meeting.hasEntered()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    jvm.hideThreadRun(false);
  }

  private MethodHandle bound(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findVirtual(MainHeir.class, name, type).bindTo(meeting);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** On 17 a group lists its threads; later ones look them up. */
  private static Method removal() {
    for (Method method : JdkReflection.methods(ThreadGroup.class)) {
      if (method.getName().equals("remove")
          && method.getParameterCount() == 1
          && method.getParameterTypes()[0] == Thread.class) {
        return JdkReflection.method(ThreadGroup.class, "remove", Thread.class);
      }
    }
    return null;
  }

  private void moveTo(ThreadGroup group) {
    Field direct = JdkReflection.fieldOrNull(Thread.class, "group");
    if (direct != null) {
      JdkUnsafe.put(own, direct, group);
      return;
    }
    Field holder = JdkReflection.field(Thread.class, "holder");
    JdkUnsafe.put(
        JdkUnsafe.get(own, holder), JdkReflection.field(holder.getType(), "group"), group);
  }
}
