package org.sigckpt.image;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Turns the VM's private record of where a Throwable was made into its StackTraceElements.
 *
 * <p>The record points into the VM's methods and can't be carried. What is stored is what {@code
 * getStackTrace} would store at its first call; that method itself may be overridden, and locks.
 */
final class StackTraces {
  private static final Field BACKTRACE = JdkReflection.field(Throwable.class, "backtrace");
  private static final Field DEPTH = JdkReflection.field(Throwable.class, "depth");
  private static final Field STACK_TRACE = JdkReflection.field(Throwable.class, "stackTrace");
  private static final Object UNASSIGNED =
      JdkUnsafe.get(null, JdkReflection.field(Throwable.class, "UNASSIGNED_STACK"));
  private static final Method OF = factory();
  private static final Field MESSAGE = JdkReflection.field(Throwable.class, "detailMessage");
  private static final Field HELP =
      JdkReflection.field(NullPointerException.class, "extendedMessage");
  private static final long HELP_STATE =
      JdkUnsafe.offsetOf(JdkReflection.field(NullPointerException.class, "extendedMessageState"));
  private static final Method HELP_OF =
      JdkReflection.method(NullPointerException.class, "getExtendedNPEMessage");

  /** States of {@code NullPointerException.extendedMessageState}. */
  private static final int NOT_ASKED = 1;

  private static final int KNOWN = 2;

  private StackTraces() {}

  static void materialize(Object throwable) {
    Object backtrace = JdkUnsafe.get(throwable, BACKTRACE);
    if (backtrace != null && throwable instanceof NullPointerException) {
      explain(throwable);
    }
    Object trace = JdkUnsafe.get(throwable, STACK_TRACE);
    if (backtrace == null || trace != null && trace != UNASSIGNED) {
      return;
    }
    int depth = JdkUnsafe.UNSAFE.getInt(throwable, JdkUnsafe.offsetOf(DEPTH));
    boolean takesThrowable = OF.getParameterTypes()[0] == Throwable.class;
    Object elements = JdkReflection.call(OF, null, takesThrowable ? throwable : backtrace, depth);
    JdkUnsafe.put(throwable, STACK_TRACE, elements);
  }

  /** Stores what {@code getMessage} would find out from the record: what was null. */
  private static void explain(Object exception) {
    if (JdkUnsafe.UNSAFE.getInt(exception, HELP_STATE) == NOT_ASKED
        && JdkUnsafe.get(exception, MESSAGE) == null) {
      JdkUnsafe.put(exception, HELP, JdkReflection.call(HELP_OF, exception));
      JdkUnsafe.UNSAFE.putInt(exception, HELP_STATE, KNOWN);
    }
  }

  private static Method factory() {
    for (Method method : JdkReflection.methods(StackTraceElement.class)) {
      if (method.getName().equals("of") && method.getParameterCount() == 2) {
        return JdkReflection.method(StackTraceElement.class, "of", method.getParameterTypes());
      }
    }
    throw new org.sigckpt.internals.MissingInternalException("java.lang.StackTraceElement.of");
  }
}
