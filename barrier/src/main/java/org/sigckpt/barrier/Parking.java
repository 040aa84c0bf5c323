package org.sigckpt.barrier;

import jdk.internal.misc.Unsafe;

/** Parks without a poll behind it: LockSupport is woven, this is not. */
final class Parking {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  private Parking() {}

  static void parkNanos(long nanos) {
    if (isVirtual(Thread.currentThread())) {
      VirtualParking.parkNanos(nanos);
    } else {
      UNSAFE.park(false, nanos);
    }
  }

  static void park() {
    if (isVirtual(Thread.currentThread())) {
      VirtualParking.park();
    } else {
      UNSAFE.park(false, 0);
    }
  }

  /** Thread.isVirtual exists from 21 on only. */
  static boolean isVirtual(Thread thread) {
    Class<?> type = thread.getClass();
    return type != Thread.class && type.getName().equals("java.lang.VirtualThread");
  }
}
