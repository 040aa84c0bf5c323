package org.sigckpt.classes;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * State of the program that is in no object of its own: it hangs on classes and modules, or the VM
 * has it. Captured as plain arrays, which become part of the heap image as one root.
 */
public final class VmState {
  private final Object[] parts;

  /**
   * @param parts what {@link #capture} gave, restored
   */
  public VmState(Object[] parts) {
    this.parts = parts;
  }

  /**
   * Returns all of it.
   *
   * @param ours tells the checkpointer's own classes
   */
  public static Object[] capture(Class<?>[] loaded, Predicate<Class<?>> ours) {
    ClassLoader own = VmState.class.getClassLoader();
    return new Object[] {
      ClassValues.capture(loaded, ours),
      ModuleDoors.capture(loader -> isOwn(loader, own)),
      SignalHandlers.capture(ours),
      FailedClasses.capture(loaded, ours),
    };
  }

  /** Keeps our own records out of what was captured until it is written. */
  public static OwnRecords withoutOwnRecords(Object[] captured) {
    return new OwnRecords((Object[]) captured[0]);
  }

  /** Restores what runs no code of the program, after the heap has been read. */
  public void restore() {
    ClassValues.restore((Object[]) parts[0]);
    ModuleDoors.restore((Object[]) parts[1]);
  }

  /** Has initialisers fail that had failed; no class may pass for initialised any more. */
  public void restoreFailures() {
    FailedClasses.restore((Object[]) parts[3]);
  }

  /** Restores what does; all threads of the program stand. */
  public void restoreCallbacks() {
    SignalHandlers.restore((Object[]) parts[2]);
  }

  private static boolean isOwn(@Nullable ClassLoader loader, ClassLoader own) {
    return loader == own && own != ClassLoader.getSystemClassLoader();
  }
}
