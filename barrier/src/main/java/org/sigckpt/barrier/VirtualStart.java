package org.sigckpt.barrier;

import java.util.function.Supplier;
import jdk.internal.misc.Unsafe;

/**
 * The task of a restarted virtual thread, in place of the program's: enters the rebuilt stack.
 *
 * <p>The stack is linked by the thread itself when it is first scheduled, so that of many virtual
 * threads only those that are just being rebuilt have one.
 */
public final class VirtualStart implements Runnable {
  private Runnable task;
  private Supplier<RestartGate.Entry> linker;

  /** Returns the program's task; null before it is known. */
  public Runnable task() {
    return task;
  }

  /** Sets the program's task, which runs from its beginning if there is no stack to rebuild. */
  public void begin(Runnable programTask) {
    task = programTask;
  }

  /** Sets what links the stack. Called before the thread is started. */
  public void rebuild(Supplier<RestartGate.Entry> stackLinker) {
    linker = stackLinker;
  }

  @Hidden
  @Override
  public void run() {
    Supplier<RestartGate.Entry> stack = linker;
    linker = null;
    if (stack == null) {
      task.run();
      return;
    }
    Thread self = Thread.currentThread();
    RestartGate.prepare(self, stack.get());
    try {
      RestartGate.run(self);
    } catch (Throwable e) {
      Unsafe.getUnsafe().throwException(e);
    }
  }
}
