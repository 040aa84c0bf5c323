package org.sigckpt.barrier;

import java.io.FileInputStream;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.LockSupport;

/**
 * One meeting of all program threads: at a checkpoint, where they stop and capture themselves, or
 * at a restart, where they gather after rebuilding their frames.
 *
 * <p><b>Phases.</b> A {@link Phaser} with one party per thread and one for the coordinator, or
 * several, see {@link Parties}. A thread arrives at phase 0 and leaves the party list, so that
 * phase 1, the hold, ends by the arrival of the coordinator alone:
 *
 * <pre>
 *   phase 0 QUIESCE   threads poll, capture themselves, arrive, lend their monitors
 *   phase 1 HOLD      everybody stands; the coordinator works
 *           RELEASED  threads go on
 * </pre>
 *
 * <p><b>Lending.</b> A thread blocked on a monitor can't arrive while the owner stands here. So
 * whoever has arrived keeps releasing each of its monitors for a moment, by a timed wait. The
 * blocked thread enters, meets the poll that follows every monitorenter, captures itself as holding
 * the monitor, and becomes its <em>borrower</em>; the thread that arrived first with the monitor is
 * its <em>owner</em>. A borrower takes no new monitor, so the waits-for edges run from owners to
 * borrowers only and form a forest: no deadlock.
 *
 * <p><b>Settling.</b> Before anybody runs on, every owner has all its monitors back ({@code
 * lendingOwned} is false for all), and every borrower hangs in the entry queue of the monitor it
 * gave back. A borrower left in the wait set would swallow a {@code notify} of the program; that is
 * why the coordinator looks at the thread states before it releases. A borrower then goes on when
 * its owner lets go, exactly as if it had never got in. It may still be on its way at the next
 * checkpoint; {@link #stop} loops until no newer rendezvous is open, so it runs into that one
 * without executing a single instruction of the program.
 *
 * <p><b>Waiting.</b> Threads wait by parking for the stage to change, and whoever changes it
 * unparks them; not by {@code Phaser.awaitAdvance}, which in a worker of a ForkJoinPool starts a
 * spare worker to make up for the one that waits: a thread that nobody expects, in a pool of the
 * program.
 *
 * <p><b>Virtual threads</b> stand unmounted. There may be a million, so those that lend nothing are
 * not woken for the hold: they sleep from their arrival to the release, and an interrupt that comes
 * meanwhile can be read off them at any time.
 *
 * <p><b>Outsiders.</b> The VM's own threads run code of the program now and then: a finalizer, a
 * cleaning action, a signal handler. They are not captured; the coordinator waits until they are
 * through. One that begins during the hold stands at its first poll, and as what it is about to do
 * would be missing from the image, the try is repeated. An outsider that enters a lent monitor
 * gives it back like any borrower.
 *
 * <p><b>What must not be disturbed.</b> The interrupt status is taken away on arrival and given
 * back on leaving, because a timed wait would fail on it; {@link #hold} returns when all that was
 * sent before is noted. Parking here may eat a permit that the program is owed, so every leaving
 * thread gets one: a spurious return from {@code park} is allowed.
 *
 * <p><b>Recursion.</b> This code runs JDK code that is itself woven; a thread that is {@link
 * #INSIDE} ignores polls, before it takes any of the locks here. Those locks are leaves: whoever
 * holds one must not come to a woven monitor. The first use of an {@code invokedynamic} does (the
 * linkage runs a good deal of the JDK), so there is none in this package: no lambda, no method
 * reference, no concatenation by indy; a test sees to it. The first use of a class does as well
 * (the agent weaves it, on this thread), so the maps are used once at the start.
 */
public final class Rendezvous {
  private static final long LEND_MILLIS = 2;
  private static final long FIRST_RETRY_NANOS = 100_000;
  private static final long LAST_RETRY_NANOS = 20_000_000;

  static volatile Rendezvous current;
  private static volatile Port port;

  /** Threads in {@link #meet}, of whichever rendezvous: polls there do nothing. */
  private static final IdentitySet INSIDE = new IdentitySet();

  private enum Stage {
    QUIESCE,
    HOLD,
    RELEASED
  }

  private final Port capturer;
  private final Parties parties = new Parties();
  private final SpinLock listing = new SpinLock();
  private final SpinLock owning = new SpinLock();
  private final Map<Thread, Participant> participants = new IdentityHashMap<>();
  private final List<Participant> newcomers = new ArrayList<>();
  private final Map<Thread, Participant> outsiders = new IdentityHashMap<>();
  private final Map<Object, Participant> ownerOf = new IdentityHashMap<>();

  private volatile Stage stage = Stage.QUIESCE;
  private volatile boolean settled;

  private Rendezvous(Port capturer) {
    this.capturer = capturer;
  }

  // ---- the agent's side -------------------------------------------------------------------------

  /** Connects woven code with the rest of the agent; once, at start. */
  public static void connect(Port newPort) {
    port = newPort;
    Rendezvous rehearsal = new Rendezvous(newPort);
    Participant self = rehearsal.expect(Thread.currentThread());
    rehearsal.outsider(self.thread);
    rehearsal.participants();
    rehearsal.takeNewcomers(new ArrayList<>());
    rehearsal.claimMonitors(self, new Object[] {rehearsal});
    synchronized (rehearsal) {
      rehearsal.claimMonitors(self, new Object[] {rehearsal});
      rehearsal.isBorrowing(self.thread);
      rehearsal.borrowsUncaptured(self);
    }
  }

  static Port port() {
    return port;
  }

  /** Opens a checkpoint's rendezvous and arms the polls. Called by the coordinator. */
  public static Rendezvous open() {
    Rendezvous opened = new Rendezvous(port);
    // First arm: a monitor lent to a thread that does not see its poll yet would not come back.
    Poll.arm();
    current = opened;
    Courtesy.end();
    return opened;
  }

  /** Returns a restart's rendezvous; its participants are added before they run. */
  public static Rendezvous forRestart() {
    return new Rendezvous(port);
  }

  /** Makes the thread a party, if it is not one yet. */
  public Participant expect(Thread thread) {
    listing.acquire();
    try {
      Participant known = participants.get(thread);
      if (known == null) {
        known = new Participant(thread);
        participants.put(thread, known);
        newcomers.add(known);
        if (stage == Stage.QUIESCE) {
          known.party = parties.register();
        }
      }
      return known;
    } finally {
      listing.release();
    }
  }

  /** Takes out a thread that ended without arriving. */
  public void dismiss(Participant gone) {
    listing.acquire();
    try {
      if (!gone.arrived && participants.remove(gone.thread) != null) {
        gone.arrive();
      }
    } finally {
      listing.release();
    }
  }

  /** Returns a copy of the present list. */
  public List<Participant> participants() {
    return listed(participants);
  }

  /** Moves those that have become parties since the last call to the list; of a million, too. */
  public void takeNewcomers(List<Participant> taken) {
    listing.acquire();
    try {
      taken.addAll(newcomers);
      newcomers.clear();
    } finally {
      listing.release();
    }
  }

  /** Returns how many are parties. */
  public int count() {
    listing.acquire();
    try {
      return participants.size();
    } finally {
      listing.release();
    }
  }

  private List<Participant> listed(Map<Thread, Participant> map) {
    listing.acquire();
    try {
      return new ArrayList<>(map.values());
    } finally {
      listing.release();
    }
  }

  /** Returns whether everybody expected has arrived. */
  public boolean isQuiesced() {
    return parties.isQuiesced();
  }

  /**
   * Ends the first stage; returns when every owner has its monitors back. Only when quiesced; to be
   * followed by {@link #release} in any case, also if it fails.
   *
   * @throws NotNowException if a thread came after all; a new rendezvous may have better luck
   */
  public void hold() throws NotNowException {
    boolean complete = stopTaking();
    settle();
    parties.arrive();
    if (!complete) {
      Notifications.noteWokenInVain(participants());
      throw new NotNowException("a thread came after all others had stopped", true);
    }
    for (Participant each : participants()) {
      while (each.arrived && !each.settled && each.borrowed.isEmpty()) {
        Parking.parkNanos(50_000);
      }
    }
    checkNobodyCameLate();
  }

  /**
   * Returns if everybody here was captured.
   *
   * @throws NotNowException if a thread has polled that nobody had seen before: it may have run
   *     while the others were captured
   */
  public void checkNobodyCameLate() throws NotNowException {
    for (Participant each : participants()) {
      if (!each.arrived) {
        throw new NotNowException(
            "thread \"" + each.thread.getName() + "\" came after all others had stopped", true);
      }
    }
    for (Participant each : listed(outsiders)) {
      if (each.stoodInHold) {
        throw new NotNowException(
            "thread \""
                + each.thread.getName()
                + "\" of the VM began to run code of the program after all others had stopped",
            true);
      }
    }
  }

  private boolean stopTaking() {
    listing.acquire();
    try {
      if (isQuiesced()) {
        stage = Stage.HOLD;
      }
      return stage == Stage.HOLD;
    } finally {
      listing.release();
    }
  }

  /** Owners take their monitors back before anybody goes on, or a lent one is entered twice. */
  private void settle() {
    stage = Stage.HOLD;
    wakeUnsettled();
    awaitOwners();
  }

  private void awaitOwners() {
    for (Participant each : participants()) {
      while (each.lendingOwned) {
        Parking.parkNanos(50_000);
      }
    }
    settled = true;
  }

  /** Waits, but not for ever, until borrowers stand in entry queues; then lets everybody go on. */
  public void release() {
    if (!settled) {
      settle();
    }
    List<Participant> all = participants();
    all.addAll(listed(outsiders));
    for (Participant each : all) {
      for (int tries = 0; tries < 1000 && isLeaving(each); tries++) {
        Parking.parkNanos(200_000);
      }
    }
    end();
    parties.arrive();
    wakeAll();
  }

  /** Whoever is listed later sees the new stage before it parks. */
  private void wakeAll() {
    unparkAll(participants());
    unparkAll(listed(outsiders));
  }

  private void wakeUnsettled() {
    List<Participant> all = participants();
    all.addAll(listed(outsiders));
    for (Participant each : all) {
      if (!each.settled) {
        LockSupport.unpark(each.thread);
      }
    }
  }

  private static void unparkAll(List<Participant> all) {
    for (Participant each : all) {
      LockSupport.unpark(each.thread);
    }
  }

  /** Gives up a rendezvous whose threads have not all arrived; everybody goes on. */
  public void abort() {
    settle();
    Notifications.noteWokenInVain(participants());
    release();
  }

  private void end() {
    if (current == this) {
      current = null;
      Poll.disarm();
    }
    stage = Stage.RELEASED;
  }

  /** A virtual thread is in the wait set until it has been mounted to enter the monitor again. */
  private static boolean isLeaving(Participant borrower) {
    if (borrower.borrowed.isEmpty()) {
      return false;
    }
    Thread.State state = borrower.thread.getState();
    return Parking.isVirtual(borrower.thread)
        ? state != Thread.State.BLOCKED && state != Thread.State.TERMINATED
        : state == Thread.State.TIMED_WAITING;
  }

  // ---- the threads' side ------------------------------------------------------------------------

  static boolean isOpen() {
    return current != null;
  }

  @Hidden
  static boolean stopIfOpen(Operation operation) {
    return current != null && stop(operation);
  }

  /** Stops the calling thread if it holds a monitor that another one lends. */
  @Hidden
  static void stopIfBorrowing() {
    Rendezvous open = current;
    if (open == null) {
      return;
    }
    Thread thread = Thread.currentThread();
    boolean isOurs = thread.getName().startsWith(Port.OWN_PREFIX);
    if (isOurs || !INSIDE.add(thread)) {
      return;
    }
    boolean isBorrowing;
    try {
      isBorrowing = open.isBorrowing(thread);
    } finally {
      INSIDE.remove(thread);
    }
    if (isBorrowing) {
      stop(Operation.POLL);
    }
  }

  private boolean isBorrowing(Thread thread) {
    owning.acquire();
    try {
      for (Map.Entry<Object, Participant> lent : ownerOf.entrySet()) {
        if (lent.getValue().thread != thread && Thread.holdsLock(lent.getKey())) {
          return true;
        }
      }
    } finally {
      owning.release();
    }
    return false;
  }

  /** Waits in our own code, through which no frame could be captured: polls do nothing there. */
  static boolean awaitInput(Port port, FileInputStream stream) {
    Thread thread = Thread.currentThread();
    if (!INSIDE.add(thread)) {
      return true;
    }
    try {
      return port.awaitInput(stream);
    } finally {
      INSIDE.remove(thread);
    }
  }

  /**
   * Called by every poll that fires, on the polling thread.
   *
   * @return whether it stood, so that its monitors may have been lent meanwhile
   */
  @Hidden
  static boolean stop(Operation operation) {
    boolean stood = false;
    Rendezvous last = null;
    for (Rendezvous open = current; open != null && open != last; open = current) {
      last = open;
      stood |= open.meet(operation);
    }
    return stood;
  }

  Participant known(Thread thread) {
    listing.acquire();
    try {
      return participants.get(thread);
    } finally {
      listing.release();
    }
  }

  /** Returns whether the thread stood. */
  @Hidden
  private boolean meet(Operation operation) {
    Thread thread = Thread.currentThread();
    if (!INSIDE.add(thread)) {
      return false;
    }
    try {
      Participant self = known(thread);
      if (self == null) {
        if (capturer.isOutsider(thread)) {
          return meetAsOutsider(thread, operation);
        }
        self = expect(thread);
      }
      if (stage == Stage.QUIESCE && capture(self, operation)) {
        claimMonitors(self, capturer.monitorsOf(self.capturedFrames));
        self.arrived = true;
        Notifications.forgetWoken(thread);
        self.arrive();
        stand(self);
        return true;
      }
      // Also in an abort: a monitor that was lent goes back before its owner runs on.
      if (borrowsUncaptured(self)) {
        stand(self);
        return true;
      }
      if (stage == Stage.QUIESCE) {
        return false;
      }
      awaitRelease(self);
      return true;
    } finally {
      INSIDE.remove(thread);
    }
  }

  /**
   * A thread of the VM is never captured; see the essay.
   *
   * @return whether it stood
   */
  private boolean meetAsOutsider(Thread thread, Operation operation) {
    if (capturer.isOurs(thread)) {
      return false;
    }
    Participant self = outsider(thread);
    if (borrowsUncaptured(self)) {
      stand(self);
      return true;
    }
    if (stage == Stage.QUIESCE || operation != Operation.PROGRAM_POLL) {
      return false;
    }
    self.stoodInHold = true;
    awaitRelease(self);
    return true;
  }

  private Participant outsider(Thread thread) {
    listing.acquire();
    try {
      Participant known = outsiders.get(thread);
      if (known == null) {
        known = new Participant(thread);
        outsiders.put(thread, known);
      }
      return known;
    } finally {
      listing.release();
    }
  }

  private boolean capture(Participant self, Operation operation) {
    if (self.failureCount > 0 && System.nanoTime() - self.retryAtNanos < 0) {
      return false;
    }
    try {
      self.capturedFrames = capturer.capture(operation);
      self.obstacle = null;
      return true;
    } catch (NotNowException e) {
      self.obstacle = e;
      if (e.isBrief()) {
        return false;
      }
    } catch (StackOverflowError e) {
      self.obstacle = new NotNowException("its stack is full", true);
    } catch (Throwable e) {
      self.obstacle = new NotNowException("capturing its frames failed: " + e, e);
    }
    int doublings = Math.min(self.failureCount++, 8);
    self.retryAtNanos =
        System.nanoTime() + Math.min(LAST_RETRY_NANOS, FIRST_RETRY_NANOS << doublings);
    return false;
  }

  private void claimMonitors(Participant self, Object[] monitors) {
    owning.acquire();
    try {
      for (Object monitor : monitors) {
        if (Thread.holdsLock(monitor)) {
          (ownerOf.putIfAbsent(monitor, self) == null ? self.owned : self.borrowed).add(monitor);
        }
      }
    } finally {
      owning.release();
    }
  }

  /**
   * Returns whether the thread, which could not be captured, has got hold of a lent monitor. It
   * then stays without arriving: running on, it would be in there together with the owner.
   */
  private boolean borrowsUncaptured(Participant self) {
    owning.acquire();
    try {
      self.borrowed.clear();
      for (Map.Entry<Object, Participant> lent : ownerOf.entrySet()) {
        if (lent.getValue() != self && Thread.holdsLock(lent.getKey())) {
          self.borrowed.add(lent.getKey());
        }
      }
    } finally {
      owning.release();
    }
    return !self.borrowed.isEmpty();
  }

  /**
   * Gathers a restarted thread that has rebuilt its frames; returns at the release.
   *
   * @param self with its monitor lists as captured
   */
  void standAfterRestart(Participant self) {
    INSIDE.add(self.thread);
    try {
      self.arrived = true;
      self.arrive();
      stand(self);
    } finally {
      INSIDE.remove(self.thread);
    }
  }

  private void stand(Participant self) {
    boolean lends = !self.owned.isEmpty() || !self.borrowed.isEmpty();
    takeInterrupt(self);
    self.settled = !lends && Parking.isVirtual(self.thread);
    try {
      while (stage == Stage.QUIESCE) {
        if (lends) {
          lendAll(self);
        } else {
          parkAndTakeInterrupt(self);
        }
      }
      takeInterrupt(self);
      self.settled = true;
      while (!settled && (!self.borrowed.isEmpty() || !Parking.isVirtual(self.thread))) {
        if (self.borrowed.isEmpty()) {
          Parking.parkNanos(50_000);
        } else {
          lendOnce(self, self.borrowed.get(0));
        }
      }
    } finally {
      awaitRelease(self);
    }
  }

  private void awaitRelease(Participant self) {
    while (stage == Stage.HOLD) {
      parkAndTakeInterrupt(self);
    }
    LockSupport.unpark(self.thread);
    if (self.interrupted) {
      InterruptStatus.set();
    }
  }

  private static void parkAndTakeInterrupt(Participant self) {
    Parking.park();
    takeInterrupt(self);
  }

  private static void takeInterrupt(Participant self) {
    if (InterruptStatus.of(self.thread)) {
      // In this order: the coordinator may be looking.
      self.interrupted = true;
      Thread.interrupted();
    }
  }

  private void lendAll(Participant self) {
    for (Object monitor : self.owned) {
      self.lendingOwned = true;
      if (stage == Stage.QUIESCE) {
        lendOnce(self, monitor);
      }
      self.lendingOwned = false;
    }
    for (Object monitor : self.borrowed) {
      if (stage == Stage.QUIESCE) {
        lendOnce(self, monitor);
      }
    }
  }

  private static void lendOnce(Participant self, Object monitor) {
    if (!Thread.holdsLock(monitor)) {
      return;
    }
    try {
      monitor.wait(LEND_MILLIS);
    } catch (InterruptedException e) {
      self.interrupted = true;
    }
  }
}
