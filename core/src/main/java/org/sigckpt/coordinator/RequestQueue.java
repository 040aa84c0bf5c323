package org.sigckpt.coordinator;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;

/**
 * What is asked for, in order; its thread starts with the first of them, so that a program that is
 * never checkpointed has no thread of ours.
 *
 * <p>No {@code BlockingQueue}: the conditions of the JDK's locks initialise {@code ForkJoinPool},
 * and the program's own first use would find the size of its common pool decided.
 *
 * <p>Program threads hold the lock for an instant only, without a poll.
 */
final class RequestQueue<R> {
  private final Queue<R> waiting = new ArrayDeque<>();
  private final Runnable start;
  private boolean open;
  private boolean started;

  /**
   * @param start starts the thread that calls {@link #take}
   */
  RequestQueue(Runnable start) {
    this.start = start;
  }

  /** Lets what is asked be served from now on. */
  synchronized void open() {
    open = true;
    startIfWanted();
  }

  synchronized void add(R request) {
    waiting.add(request);
    startIfWanted();
    notifyAll();
  }

  private void startIfWanted() {
    if (open && !started && !waiting.isEmpty()) {
      start.run();
      started = true;
    }
  }

  /** Waits for a request. */
  synchronized R take() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    return waiting.remove();
  }

  /** Moves all that wait to the collection. */
  synchronized void drainTo(Collection<R> taken) {
    taken.addAll(waiting);
    waiting.clear();
  }
}
