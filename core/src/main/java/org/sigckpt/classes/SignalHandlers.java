package org.sigckpt.classes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import jdk.internal.misc.Signal;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * What the program does about signals of the operating system ({@code sun.misc.Signal}).
 *
 * <p>The JDK keeps every signal that Java ever set in one table and the handlers that are objects
 * in another; a signal that is in the first only has one of the two that are not, and the kernel
 * tells which. The JVM's own handler, which ends the program, and ours are left out.
 */
public final class SignalHandlers {
  private SignalHandlers() {}

  /** Returns names of signals, each followed by its handler. */
  public static Object[] capture(Predicate<Class<?>> ours) {
    Map<?, ?> signals = table("signals");
    Map<?, ?> handlers = table("handlers");
    List<Object> pairs = new ArrayList<>();
    for (Map.Entry<?, ?> each : new TreeMap<>(signals).entrySet()) {
      Signal signal = (Signal) each.getValue();
      Object handler = handlers.get(signal);
      if (handler == null) {
        handler = isIgnored(signal.getNumber()) ? Signal.Handler.SIG_IGN : Signal.Handler.SIG_DFL;
      }
      if (!ours.test(handler.getClass()) && !isOfVm(handler)) {
        pairs.add(signal.getName());
        pairs.add(handler);
      }
    }
    return pairs.toArray();
  }

  /** Sets what {@link #capture} gave; handlers may run from then on. */
  public static void restore(Object[] pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      Signal.handle(new Signal((String) pairs[i]), (Signal.Handler) pairs[i + 1]);
    }
  }

  private static Map<?, ?> table(String name) {
    return (Map<?, ?>) JdkUnsafe.get(null, JdkReflection.field(Signal.class, name));
  }

  private static boolean isOfVm(Object handler) {
    return handler.getClass().getName().startsWith("java.lang.Terminator$");
  }

  /** See proc(5), SigIgn: bit 0 is signal 1. */
  private static boolean isIgnored(int number) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("SigIgn:")) {
          return new BigInteger(line.substring(7).trim(), 16).testBit(number - 1);
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
