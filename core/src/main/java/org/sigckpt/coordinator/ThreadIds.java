package org.sigckpt.coordinator;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * The VM's counter of thread ids, on the JDKs where it is outside the heap (19 and later).
 *
 * <p>There the id of a thread owns monitors: two live threads with the same id enter one monitor
 * together. A restarted thread keeps its id, so the counter must go on behind all of them before
 * the program starts another thread. On 17 the counter is a static field, carried by name.
 */
final class ThreadIds {
  private static final long ASIDE = 1L << 41;
  private static final long ADDRESS = address();

  private ThreadIds() {}

  /** Returns the id that the next thread gets; 0 where the counter is a static field. */
  static long next() {
    return ADDRESS == 0 ? 0 : JdkUnsafe.UNSAFE.getLongVolatile(null, ADDRESS);
  }

  /** Makes the counter go on from {@code next}, never backwards. */
  static void continueFrom(long next) {
    if (ADDRESS == 0) {
      return;
    }
    long present = JdkUnsafe.UNSAFE.getLongVolatile(null, ADDRESS);
    while (present < next && !JdkUnsafe.UNSAFE.compareAndSetLong(null, ADDRESS, present, next)) {
      present = JdkUnsafe.UNSAFE.getLongVolatile(null, ADDRESS);
    }
  }

  /**
   * Takes back the id that a thread of ours got, unless another thread has got the next one since:
   * the program's own threads have the ids that they have without us.
   */
  static void giveBack(long id) {
    if (ADDRESS != 0) {
      JdkUnsafe.UNSAFE.compareAndSetLong(null, ADDRESS, id + 1, id);
    } else {
      Field counter = JdkReflection.field(Thread.class, "threadSeqNumber");
      JdkUnsafe.UNSAFE.compareAndSetLong(
          JdkUnsafe.UNSAFE.staticFieldBase(counter), JdkUnsafe.offsetOf(counter), id, id - 1);
    }
  }

  /** Has the action make threads whose ids are out of the way of the program's. */
  static <T> T aside(Supplier<T> action) {
    long present = next();
    JdkUnsafe.UNSAFE.putLongVolatile(null, ADDRESS, ASIDE);
    try {
      return action.get();
    } finally {
      JdkUnsafe.UNSAFE.putLongVolatile(null, ADDRESS, present);
    }
  }

  private static long address() {
    for (Method method : JdkReflection.methods(Thread.class)) {
      if (method.getName().equals("getNextThreadIdOffset")) {
        return (long)
            JdkReflection.call(JdkReflection.method(Thread.class, "getNextThreadIdOffset"), null);
      }
    }
    return 0;
  }
}
