package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Method;
import java.util.Map;

/**
 * The native threads below Java threads, and the signal that ends their system calls with EINTR.
 *
 * <p>The JDK's {@code sun.nio.ch.NativeThread} knows the calling thread only, and a thread about to
 * block must not pay for being found. So the id is read where the VM keeps it:
 *
 * <pre>
 *   Thread.eetop ──> JavaThread ── _osthread ──> OSThread ── _pthread_id
 * </pre>
 *
 * <p>These structures are freed when the thread ends. Ask only for a thread just seen in a blocking
 * call, while the polls behind that call are armed. At start the id read for the calling thread is
 * compared with what the JDK says; where they differ, nothing is ever signalled.
 */
public final class NativeThreads {
  private static final long UNKNOWN = -1;
  private static final long EETOP = JdkUnsafe.offsetOf(JdkReflection.field(Thread.class, "eetop"));
  private static final Class<?> NATIVE_THREAD = nativeThread();
  private static final Method SIGNAL = JdkReflection.method(NATIVE_THREAD, "signal", long.class);
  private static final long OS_THREAD = osThreadOffset();
  private static final long PTHREAD_ID = offset("OSThread", "_pthread_id");
  private static final boolean USABLE = isRight();

  private NativeThreads() {}

  /** Returns the id that the JDK's channels keep for a thread in a call; 0 if it can't be known. */
  public static long idOf(Thread thread) {
    return USABLE ? read(thread) : 0;
  }

  /** Ends a system call that the thread is in, if it is one that may end so. */
  public static void interruptCall(Thread thread) {
    long id = idOf(thread);
    if (id != 0 && thread.isAlive()) {
      JdkReflection.call(SIGNAL, null, id);
    }
  }

  private static long read(Thread thread) {
    long javaThread = UNSAFE.getLongVolatile(thread, EETOP);
    long osThread = javaThread == 0 ? 0 : UNSAFE.getAddress(javaThread + OS_THREAD);
    return osThread == 0 ? 0 : UNSAFE.getAddress(osThread + PTHREAD_ID);
  }

  private static boolean isRight() {
    if (OS_THREAD == UNKNOWN || PTHREAD_ID == UNKNOWN) {
      return false;
    }
    Object current = JdkReflection.call(JdkReflection.method(NATIVE_THREAD, "current"), null);
    return (Long) current == read(Thread.currentThread());
  }

  /** Declared in Thread on 17 and in JavaThread on 25. */
  private static long osThreadOffset() {
    long declared = offset("Thread", "_osthread");
    return declared == UNKNOWN ? offset("JavaThread", "_osthread") : declared;
  }

  private static long offset(String type, String field) {
    Map<String, Long> fields = VmStructs.fields(type);
    return fields.getOrDefault(field, UNKNOWN);
  }

  private static Class<?> nativeThread() {
    try {
      return Class.forName("sun.nio.ch.NativeThread");
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException("sun.nio.ch.NativeThread", e);
    }
  }
}
