package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.util.HashMap;
import java.util.Map;

/**
 * Lets the VM begin threads in another method than their class's {@code run}, for a while.
 *
 * <p>The VM calls {@code run} through the table of virtual methods of the thread's class:
 *
 * <pre>
 *   mirror -- java_lang_Class::_klass_offset --> InstanceKlass, sizeof bytes | Method* ...
 *                                                                              [slot of run]
 * </pre>
 *
 * <p>No other code may call {@code run} in between. The slot is found by comparing the tables of
 * {@code Thread} and of a class that overrides nothing but {@code run}; where they don't differ in
 * exactly one place, nothing is done here.
 */
public final class RunDispatch implements AutoCloseable {
  private static final long KLASS = offset("java_lang_Class", "_klass_offset");
  private static final long LENGTH = offset("Klass", "_vtable_len");
  private static final long TABLE = VmStructs.sizeOf("InstanceKlass");
  private static final int SLOT = slot();

  private final long method;
  private final Map<Class<?>, Long> own = new HashMap<>();

  private static final class Probe extends Thread {
    @Override
    public void run() {}
  }

  /**
   * @param target whose {@code run} is called instead, whatever the class of the thread
   */
  public RunDispatch(Class<? extends Thread> target) {
    JdkReflection.link(target);
    method = SLOT < 0 ? 0 : UNSAFE.getLong(entry(target));
  }

  /** Redirects the threads of exactly that class, unless their {@code run} is Thread's. */
  public void redirect(Class<?> type) {
    if (SLOT < 0 || own.containsKey(type)) {
      return;
    }
    JdkReflection.link(type);
    long present = UNSAFE.getLong(entry(type));
    if (present != UNSAFE.getLong(entry(Thread.class))) {
      own.put(type, present);
      UNSAFE.putLong(entry(type), method);
    }
  }

  /** Returns whether threads of the class begin in the other method now. */
  public boolean isRedirected(Class<?> type) {
    return own.containsKey(type);
  }

  @Override
  public void close() {
    own.forEach((type, present) -> UNSAFE.putLong(entry(type), present));
    own.clear();
  }

  private static int slot() {
    if (KLASS == 0 || LENGTH == 0) {
      return -1;
    }
    JdkReflection.link(Probe.class);
    int length = UNSAFE.getInt(klass(Thread.class) + LENGTH);
    int slot = -1;
    for (int i = 0; i < length; i++) {
      if (UNSAFE.getLong(entry(Thread.class, i)) != UNSAFE.getLong(entry(Probe.class, i))) {
        if (slot >= 0) {
          return -1;
        }
        slot = i;
      }
    }
    return slot;
  }

  private static long entry(Class<?> type) {
    return entry(type, SLOT);
  }

  private static long entry(Class<?> type, int slot) {
    return klass(type) + TABLE + 8L * slot;
  }

  private static long klass(Class<?> type) {
    return UNSAFE.getLong(type, (long) UNSAFE.getInt(KLASS));
  }

  private static long offset(String type, String field) {
    return VmStructs.fields(type).getOrDefault(field, 0L);
  }
}
