package org.sigckpt.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.sigckpt.barrier.Rendezvous;

/**
 * Releases the program if the coordinator itself or a helper hangs while everybody stands: it may
 * need a lock of the JDK that a stopped thread holds. The coordinator then finds the checkpoint
 * abandoned.
 *
 * <p>Exactly one of the two releases the rendezvous: the watchdog, or {@link #close}.
 */
final class Watchdog implements AutoCloseable {
  private static final long LOOK_NANOS = 100_000_000;
  private static final int PATIENCE_LOOKS = 30;

  private final List<Thread> watched = new ArrayList<>();
  private final Rendezvous rendezvous;
  private boolean ended;
  private volatile boolean released;

  /** Watches the calling thread and its helpers. */
  Watchdog(Rendezvous rendezvous, Thread... helpers) {
    this.rendezvous = rendezvous;
    watched.add(Thread.currentThread());
    watched.addAll(List.of(helpers));
    ServiceThread.start("watchdog", this::watch);
  }

  /** Returns whether the threads run already. */
  boolean hasReleased() {
    return released;
  }

  private void watch() {
    for (int looksBlocked = 0; looksBlocked < PATIENCE_LOOKS; ) {
      LockSupport.parkNanos(LOOK_NANOS);
      synchronized (this) {
        if (ended) {
          return;
        }
      }
      looksBlocked = watched.stream().anyMatch(Watchdog::isBlocked) ? looksBlocked + 1 : 0;
    }
    synchronized (this) {
      if (!ended) {
        released = true;
        ended = true;
        rendezvous.release();
      }
    }
  }

  private static boolean isBlocked(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.BLOCKED || state == Thread.State.WAITING;
  }

  /** Returns whether it was this call that let the threads go on. */
  boolean release() {
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
    }
    rendezvous.release();
    return true;
  }

  @Override
  public void close() {
    release();
  }
}
