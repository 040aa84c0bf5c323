package org.sigckpt.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.sigckpt.internals.JdkReflection;

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

  private VirtualThreads() {}

  static boolean isVirtual(Thread thread) {
    return thread.getClass().getName().equals("java.lang.VirtualThread");
  }

  /**
   * Returns those found.
   *
   * @throws CheckpointRefusedException if the JDK was told not to list them and there are some
   */
  static List<Thread> live() throws CheckpointRefusedException {
    List<Thread> found = new ArrayList<>();
    if (CONTAINERS != null && CONTAINER != null) {
      Object root = JdkReflection.call(JdkReflection.method(CONTAINERS, "root"), null);
      collect(root, found);
      refuseUnlisted(root);
    }
    return found;
  }

  private static void collect(Object container, List<Thread> found) {
    stream(container, "threads")
        .map(Thread.class::cast)
        .filter(VirtualThreads::isVirtual)
        .forEach(found::add);
    stream(container, "children").forEach(child -> collect(child, found));
  }

  private static void refuseUnlisted(Object root) throws CheckpointRefusedException {
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
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
