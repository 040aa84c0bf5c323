package org.sigckpt.coordinator;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;
import org.sigckpt.internals.VirtualThreadFields;

/**
 * The live virtual threads of this JVM (JDK 21 and later), whether mounted or not.
 *
 * <p>The VM's list of threads has platform threads only, and a parked virtual thread may be in
 * nothing that the program can reach: a sleeping one hangs on a timer of its scheduler alone. The
 * JDK's own list for thread dumps has them all, unless {@code -Djdk.trackAllThreads=false} keeps it
 * from that; then they are counted at least.
 */
final class VirtualThreads {
  private static final Class<?> CONTAINERS = find("jdk.internal.vm.ThreadContainers");
  private static final Class<?> CONTAINER = find("jdk.internal.vm.ThreadContainer");

  private static final Method ROOT =
      CONTAINERS == null ? null : JdkReflection.method(CONTAINERS, "root");
  private static final Method ADD =
      CONTAINER == null ? null : JdkReflection.method(CONTAINER, "add", Thread.class);

  private VirtualThreads() {}

  static boolean isVirtual(Thread thread) {
    return thread.getClass().getName().equals("java.lang.VirtualThread");
  }

  /** Returns those that are alive; the JVM's own among them. */
  static List<Thread> live() {
    List<Thread> found = new ArrayList<>();
    if (CONTAINERS != null && CONTAINER != null) {
      collect(root(), found);
    }
    return found;
  }

  /**
   * Returns whether the thread is one of those by which the JDK waits for the program's sockets.
   */
  static boolean isPoller(Thread thread) {
    if (!thread.getName().startsWith("SubPoller-")) {
      return false;
    }
    Class<?> poller = find("sun.nio.ch.Poller");
    Object pollers =
        poller == null ? null : JdkUnsafe.get(null, JdkReflection.field(poller, "POLLERS"));
    Object executor =
        pollers == null
            ? null
            : JdkUnsafe.get(pollers, JdkReflection.field(pollers.getClass(), "executor"));
    return executor != null
        && executor == JdkUnsafe.get(thread, JdkReflection.field(Thread.class, "container"));
  }

  /** Returns those of the program that are alive. */
  static List<Thread> ofProgram() {
    List<Thread> found = live();
    found.removeIf(ProgramThreads::isOutsider);
    return found;
  }

  /**
   * Returns if live virtual threads can be captured.
   *
   * @throws CheckpointRefusedException if there are some and they can't
   */
  static void refuseUnknown() throws CheckpointRefusedException {
    if (CONTAINERS == null || CONTAINER == null) {
      return;
    }
    refuseUnlisted();
    List<Thread> live = live();
    if (live.isEmpty()) {
      return;
    }
    try {
      VirtualThreadFields.check();
    } catch (MissingInternalException | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new CheckpointRefusedException(
          "Cannot checkpoint: "
              + live.size()
              + " virtual threads are alive, such as "
              + live.get(0)
              + ", and those of this JDK can't be captured ("
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "). The program goes on. Take the checkpoint when they have ended, or use JDK 25.",
          e);
    }
    Object scheduler = VirtualThreadFields.defaultScheduler();
    for (Thread thread : live) {
      if (VirtualThreadFields.schedulerOf(thread) != scheduler) {
        throw new CheckpointRefusedException(
            "Cannot checkpoint: virtual thread "
                + thread
                + " has a scheduler of its own, "
                + VirtualThreadFields.schedulerOf(thread)
                + ". The program goes on. Use the default one.");
      }
    }
  }

  /** Returns the container of threads that are in no other; the JVM's. */
  static Object root() {
    return JdkReflection.call(ROOT, null);
  }

  /** Enters a thread that is going to be started. */
  static void add(Object container, Thread thread) {
    JdkReflection.call(ADD, container, thread);
  }

  private static void collect(Object container, List<Thread> found) {
    stream(container, "threads")
        .map(Thread.class::cast)
        .filter(VirtualThreads::isVirtual)
        .forEach(found::add);
    stream(container, "children").forEach(child -> collect(child, found));
  }

  private static void refuseUnlisted() throws CheckpointRefusedException {
    Object root = root();
    boolean isListing = root.getClass().getSimpleName().startsWith("Tracking");
    long count =
        isListing
            ? 0
            : (long) JdkReflection.call(JdkReflection.method(CONTAINER, "threadCount"), root)
                - stream(root, "threads").count();
    if (count > 0) {
      throw new CheckpointRefusedException(
          "Cannot checkpoint: "
              + count
              + " virtual threads are alive, and jdk.trackAllThreads keeps the JDK from listing"
              + " them. The program goes on. Take the checkpoint when they have ended.");
    }
  }

  private static Stream<?> stream(Object container, String method) {
    return (Stream<?>) JdkReflection.call(JdkReflection.method(CONTAINER, method), container);
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name, false, null);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
