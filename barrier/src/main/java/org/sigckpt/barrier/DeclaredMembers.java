package org.sigckpt.barrier;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps resume methods out of what a program reads from {@code Class.getDeclaredMethods} and {@code
 * getDeclaredConstructors}.
 *
 * <p>They are methods of the class itself and bear the names of others; the JDK's own filter goes
 * by names, and knows no constructors.
 */
public final class DeclaredMembers {
  private static final int SYNTHETIC = 0x1000;
  private static final int OURS = Modifier.PRIVATE | SYNTHETIC;

  /** A plain field: set before any program thread runs. */
  private static boolean restarted;

  private DeclaredMembers() {}

  /** Called in a restarted JVM, before classes get resume methods. */
  public static void restart() {
    restarted = true;
  }

  /** Woven into {@code Class}: returns the same array if there is nothing to leave out. */
  @Hidden
  public static Method[] methods(Method[] declared, Object owner) {
    List<Method> kept = withoutResumeMethods(declared);
    return kept == null ? declared : kept.toArray(new Method[0]);
  }

  /** Woven into {@code Class}: returns the same array if there is nothing to leave out. */
  @Hidden
  public static Constructor<?>[] constructors(Constructor<?>[] declared, Object owner) {
    List<Constructor<?>> kept = withoutResumeMethods(declared);
    return kept == null ? declared : kept.toArray(new Constructor<?>[0]);
  }

  /** Returns null for all of them. */
  private static <E extends Executable> List<E> withoutResumeMethods(E[] declared) {
    if (!restarted) {
      return null;
    }
    List<E> kept = null;
    for (int i = 0; i < declared.length; i++) {
      boolean isOurs = isResumeMethod(declared[i]);
      if (isOurs && kept == null) {
        kept = new ArrayList<>(List.of(declared).subList(0, i));
      } else if (!isOurs && kept != null) {
        kept.add(declared[i]);
      }
    }
    return kept;
  }

  private static boolean isResumeMethod(Executable member) {
    if ((member.getModifiers() & OURS) != OURS || member.getParameterCount() == 0) {
      return false;
    }
    return member.getParameterTypes()[0] == RestartFrame.class;
  }
}
