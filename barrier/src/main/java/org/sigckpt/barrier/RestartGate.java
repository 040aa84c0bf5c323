package org.sigckpt.barrier;

import java.lang.invoke.MethodHandle;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Where restarted threads enter their rebuilt stacks, and where class loaders that are being
 * restored get their classes from. Does nothing in a first life but read one plain field.
 */
public final class RestartGate {
  /** One restarted thread: the outermost resume method and its frame. */
  public record Entry(MethodHandle outermost, Object frame) {}

  /** The innermost element of a rebuilt stack: gathers, then goes on with what was in progress. */
  public record Innermost(Rendezvous rendezvous, Participant participant, Operation operation) {}

  private static final Map<Thread, Entry> ENTRIES =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private static final Map<Thread, RestartFrame> INITIALISERS =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private static boolean restarting;
  private static BiFunction<ClassLoader, String, Class<?>> resolver;

  private RestartGate() {}

  /** Prepares the entry of a thread; called before the thread is started. */
  public static void prepare(Thread thread, Entry entry) {
    ENTRIES.put(thread, entry);
    restarting = true;
  }

  /** Returns whether the thread is past the beginning of its first method. */
  public static boolean hasEntered(Thread thread) {
    return !ENTRIES.containsKey(thread);
  }

  /** Sets or, with null, removes what answers for loaders that are not restored yet. */
  public static void resolveClassesBy(BiFunction<ClassLoader, String, Class<?>> newResolver) {
    resolver = newResolver;
  }

  /**
   * Woven into {@code run()}: runs the rebuilt stack of a restarted thread.
   *
   * @return whether that happened and the method is to return at once
   */
  @Hidden
  public static boolean run(Object runnable) throws Throwable {
    if (!restarting || runnable != Thread.currentThread()) {
      return false;
    }
    Entry entry = ENTRIES.remove(runnable);
    if (entry == null) {
      return false;
    }
    entry.outermost().invoke(entry.frame());
    return true;
  }

  /** Called right before this thread triggers a class initialiser that is to be resumed. */
  public static void prepareInitialiser(Object frame) {
    INITIALISERS.put(Thread.currentThread(), (RestartFrame) frame);
  }

  /** Called by a resumed class initialiser: returns its frame. */
  public static RestartFrame initialiser() {
    RestartFrame frame = INITIALISERS.remove(Thread.currentThread());
    if (frame == null) {
      throw new IllegalStateException(
          "Cannot restart: a class was initialised by another thread than before the checkpoint.");
    }
    return frame;
  }

  /** Woven into {@code loadClass(String)}: returns null to let the loader do its work. */
  @Hidden
  public static Class<?> load(Object loader, String name) {
    BiFunction<ClassLoader, String, Class<?>> answers = resolver;
    return answers != null && loader instanceof ClassLoader asked
        ? answers.apply(asked, name)
        : null;
  }

  /** The target of the innermost frame's call; its argument is an {@link Innermost}. */
  @Hidden
  public static Object goOn(Object innermost) throws Throwable {
    Innermost last = (Innermost) innermost;
    Operation operation = last.operation();
    if (operation.kind() != Operation.Kind.WAIT) {
      gather(last);
      return operation.resume();
    }
    Transit transit = Transit.enter(operation.monitor());
    boolean notified;
    try {
      gather(last);
    } finally {
      notified = transit.leave();
    }
    return notified ? null : operation.resume();
  }

  /** A borrower may get away from here only when the next rendezvous is open. */
  @Hidden
  private static void gather(Innermost last) {
    last.rendezvous().standAfterRestart(last.participant());
    Rendezvous.stopIfOpen(last.operation());
  }
}
