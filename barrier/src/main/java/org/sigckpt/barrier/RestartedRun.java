package org.sigckpt.barrier;

import jdk.internal.misc.Unsafe;

/**
 * Where the VM begins a restarted thread whose class has a {@code run} of its own: else that method
 * would stand in stack traces twice, for the gate in it and for the frame that is rebuilt.
 *
 * <p>Its {@code run} is called with a thread of another class, and looks at nothing in it.
 */
public final class RestartedRun extends Thread {
  private RestartedRun() {}

  @Hidden
  @Override
  public void run() {
    try {
      RestartGate.run(this);
    } catch (Throwable e) {
      Unsafe.getUnsafe().throwException(e);
    }
  }
}
