package org.sigckpt.coordinator;

import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Starts our own threads: daemons in the system group, where no program looks for its threads, with
 * ids out of the way of the program's, which a restarted thread must be able to keep.
 */
public final class ServiceThread {
  private static final long FIRST_ID = 1L << 40;
  private static final long TID = JdkUnsafe.offsetOf(JdkReflection.field(Thread.class, "tid"));
  private static long startedCount;

  private ServiceThread() {}

  /** Starts a daemon thread; {@code purpose} goes into its name. */
  public static synchronized Thread start(String purpose, Runnable body) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread thread = new Thread(group, body, ProgramThreads.OWN_PREFIX + purpose, 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    ThreadIds.giveBack(JdkUnsafe.UNSAFE.getLong(thread, TID));
    takeId(thread);
    thread.start();
    return thread;
  }

  /** Makes a thread of the JVM one of ours, by name and id. */
  static synchronized void adopt(Thread thread, String purpose) {
    thread.setName(ProgramThreads.OWN_PREFIX + purpose);
    takeId(thread);
  }

  private static void takeId(Thread thread) {
    JdkUnsafe.UNSAFE.putLong(thread, TID, FIRST_ID + startedCount++);
  }

  /** Gives back the id of the calling thread, which the JVM started for a signal to us. */
  @SuppressWarnings("deprecation") // threadId() exists from 19 on.
  public static void disown() {
    ThreadIds.giveBack(Thread.currentThread().getId());
  }
}
