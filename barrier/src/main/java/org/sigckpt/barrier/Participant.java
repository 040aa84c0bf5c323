package org.sigckpt.barrier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;

/** One program thread in one rendezvous. Fields are written by the thread itself unless noted. */
public final class Participant {
  final Thread thread;

  /** Set by the coordinator when it has seen the thread waiting and wakes it. */
  volatile boolean kicked;

  /** The thread is back from the wait that it was woken from last. */
  volatile boolean back;

  /** Why the thread could not be captured when it last tried; null if it never failed. */
  volatile NotNowException obstacle;

  /** {@code System.nanoTime()} before which a new try is not worth its cost. */
  long retryAtNanos;

  int failureCount;

  /** Where the thread is to arrive; null if it is only listed. Set by {@link Rendezvous#expect}. */
  Phaser party;

  volatile boolean arrived;

  /** The thread may be without a monitor that it owns, because it lends it. */
  volatile boolean lendingOwned;

  /** The thread has stopped lending, and what interrupted it until then is noted. */
  volatile boolean settled;

  /** An outsider has polled in code of the program while everybody stood. */
  volatile boolean stoodInHold;

  volatile boolean interrupted;
  Object capturedFrames;

  /** Monitors this thread owns: it has them back before anybody runs on. */
  List<Object> owned = new ArrayList<>();

  /** Monitors lent to this thread: it goes on when it gets them after their owner let go. */
  List<Object> borrowed = new ArrayList<>();

  Participant(Thread thread) {
    this.thread = thread;
  }

  /** Leaves the party list, so that the others need not wait for it any more. */
  void arrive() {
    if (party != null) {
      party.arriveAndDeregister();
      party = null;
    }
  }

  /** Tells the thread's waits that they are ended by the coordinator. Called by it. */
  public void markKicked() {
    back = false;
    kicked = true;
  }

  /** Sets what the thread held and was, for a restart. Called before it runs. */
  public void restore(
      List<Object> ownedMonitors, List<Object> borrowedMonitors, boolean wasInterrupted) {
    owned = ownedMonitors;
    borrowed = borrowedMonitors;
    interrupted = wasInterrupted;
  }

  public Thread thread() {
    return thread;
  }

  public boolean hasArrived() {
    return arrived;
  }

  public NotNowException obstacle() {
    return obstacle;
  }

  public Object capturedFrames() {
    return capturedFrames;
  }

  /** Exact while held: a borrower in an entry queue still carries the status itself. */
  public boolean wasInterrupted() {
    return interrupted || InterruptStatus.of(thread);
  }

  /** Shared; in the order of acquisition. */
  public List<Object> owned() {
    return owned;
  }

  /** Shared. */
  public List<Object> borrowed() {
    return borrowed;
  }
}
