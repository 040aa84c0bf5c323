package org.sigckpt.image;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the tracers of one image share: work that one has too much of, and objects that only the
 * lead may look at.
 *
 * <p>A tracer takes from its own stack; when that is empty it takes a share from here, or waits for
 * one. When all wait and nothing is left, all are done. A tracer with much on its stack looks now
 * and then whether somebody waits, {@link #wanted}, and gives the lower half.
 */
final class WorkPool {
  private static final long LOOK_NANOS = 20_000;

  private final ArrayDeque<TraceStack> shares = new ArrayDeque<>();
  private final TraceStack forLead = new TraceStack();
  private int busyCount;
  private int waitingCount;
  private volatile boolean wanted;
  private volatile boolean stopped;
  private @Nullable Throwable failure;

  /** Counts a tracer in that has work. */
  synchronized void begin() {
    busyCount++;
  }

  /** Returns whether a share would be taken at once. */
  boolean wanted() {
    return wanted;
  }

  /** Returns whether all should end at once. */
  boolean stopped() {
    return stopped;
  }

  synchronized void give(TraceStack share) {
    shares.add(share);
    wanted = waitingCount > shares.size();
  }

  synchronized void giveToLead(Object object, int id) {
    forLead.push(object, id, 0);
  }

  /**
   * Ends all tracers; the first cause is kept.
   *
   * @param cause null if it is no failure
   */
  synchronized void stop(@Nullable Throwable cause) {
    failure = failure == null ? cause : failure;
    stopped = true;
  }

  synchronized @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Returns when the stack has something; false if nothing is left for anybody, or after a stop.
   *
   * @param wasBusy false for a tracer that was not counted in
   */
  boolean refill(TraceStack stack, boolean lead, boolean wasBusy) {
    synchronized (this) {
      busyCount -= wasBusy ? 1 : 0;
      waitingCount++;
      wanted = true;
    }
    for (; ; ) {
      synchronized (this) {
        boolean taken = !stopped && take(stack, lead);
        if (taken || stopped || isOver()) {
          busyCount += taken ? 1 : 0;
          waitingCount--;
          wanted = waitingCount > shares.size();
          return taken;
        }
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  private boolean isOver() {
    return busyCount == 0 && shares.isEmpty() && forLead.size() == 0;
  }

  private boolean take(TraceStack stack, boolean lead) {
    if (lead && forLead.size() > 0) {
      stack.pushAll(forLead);
      while (forLead.size() > 0) {
        forLead.pop();
      }
      return true;
    }
    TraceStack share = shares.poll();
    if (share != null) {
      stack.pushAll(share);
    }
    return share != null;
  }
}
