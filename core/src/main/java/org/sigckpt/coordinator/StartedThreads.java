package org.sigckpt.coordinator;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Counts the platform threads ever started; the first call loads classes, the others do not. */
final class StartedThreads {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StartedThreads() {}

  static long count() {
    return THREADS.getTotalStartedThreadCount();
  }
}
