package org.sigckpt.coordinator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sigckpt.barrier.NotNowException;
import org.sigckpt.barrier.Participant;
import org.sigckpt.barrier.Rendezvous;
import org.sigckpt.internals.NativeThreads;
import org.sigckpt.internals.VirtualThreadFields;

/**
 * Brings all live threads to one rendezvous: finds them, wakes those that block, and, when time is
 * up, tells who is missing and why.
 *
 * <p>Threads may start and end meanwhile. A thread's starter has not arrived before the new thread
 * is in the VM's list, so when all known threads have arrived and the list holds no other, nobody
 * is missed. But reading the list takes time: a thread in it may start another one, which is not in
 * it, and end before it is looked at itself. So the list counts only if no thread was started while
 * it was read. Starts of virtual threads are not counted: in their place it is looked that none was
 * made, and the list is read twice.
 *
 * <p>Threads may be many: only those that are missing are looked at, and no look takes more than
 * half of the time, since the threads need the processors to arrive.
 */
final class Gathering {
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long KICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int REPORTED_FRAMES = 5;

  private final Rendezvous rendezvous;
  private final InitialiserTurn initialisers;

  /** The parties that had not arrived when they were last looked at. */
  private final List<Participant> awaited = new ArrayList<>();

  Gathering(Rendezvous rendezvous, InitialiserTurn initialisers) {
    this.rendezvous = rendezvous;
    this.initialisers = initialisers;
  }

  /** Returns whether everybody arrived before the deadline. */
  boolean run(long deadlineNanos) {
    ProgramThreads.live().forEach(rendezvous::expect);
    long kickAtNanos = System.nanoTime();
    for (; ; ) {
      long now = System.nanoTime();
      if (isComplete()) {
        return true;
      }
      if (now - deadlineNanos >= 0 || isHopeless()) {
        return false;
      }
      if (now - kickAtNanos >= 0) {
        wakeTheBlocked();
        kickAtNanos = System.nanoTime() + KICK_NANOS;
      }
      LockSupport.parkNanos(Math.max(LOOK_NANOS, System.nanoTime() - now));
    }
  }

  private boolean isComplete() {
    if (!rendezvous.isQuiesced()) {
      look();
      return false;
    }
    long startedBefore = StartedThreads.count();
    long nextIdBefore = ThreadIds.next();
    int before = rendezvous.count();
    ProgramThreads.live().forEach(rendezvous::expect);
    VirtualThreads.ofProgram().forEach(rendezvous::expect);
    return rendezvous.count() == before
        && StartedThreads.count() == startedBefore
        && ThreadIds.next() == nextIdBefore
        && ProgramThreads.outsidersInProgramCode().isEmpty()
        && rendezvous.isQuiesced();
  }

  /** Finds out who is missing, and dismisses those that have ended. */
  private void look() {
    rendezvous.takeNewcomers(awaited);
    awaited.removeIf(Participant::hasArrived);
    awaited.removeIf(this::dismissIfDead);
    initialisers.look(awaited);
  }

  private boolean dismissIfDead(Participant missing) {
    boolean isDead = !missing.thread().isAlive();
    if (isDead) {
      rendezvous.dismiss(missing);
    }
    return isDead;
  }

  private void wakeTheBlocked() {
    for (Participant each : awaited) {
      if (each.hasArrived()) {
        continue;
      }
      if (VirtualThreads.isVirtual(each.thread())) {
        wakeVirtual(each);
      } else {
        Thread.State state = each.thread().getState();
        if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
          each.markKicked();
          ProgramThreads.wake(each.thread());
        } else if (state == Thread.State.RUNNABLE && isInSystemCall(each.thread())) {
          NativeThreads.interruptCall(each.thread());
        }
      }
    }
  }

  private static void wakeVirtual(Participant waiting) {
    if (VirtualThreadFields.isWaiting(waiting.thread())) {
      // A return from park needs no explanation, and those in parks may be many.
      if (!VirtualThreadFields.isParked(waiting.thread())) {
        waiting.markKicked();
      }
      ProgramThreads.wake(waiting.thread());
    }
  }

  /** Those of the JDK's calls that let the thread through to a poll when a signal ends them. */
  private static boolean isInSystemCall(Thread thread) {
    StackTraceElement[] trace = thread.getStackTrace();
    return trace.length > 0
        && trace[0].isNativeMethod()
        && trace[0].getClassName().startsWith("sun.nio.ch.");
  }

  /** Returns whether some thread stands where waiting on will not help. */
  boolean isHopeless() {
    for (Participant each : awaited) {
      NotNowException obstacle = each.obstacle();
      if (obstacle != null && !obstacle.isPassing()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the report on those who have not arrived. */
  String report(Duration waited) {
    List<Participant> all = rendezvous.participants();
    List<Participant> missing = new ArrayList<>(all);
    missing.removeIf(Participant::hasArrived);
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Cannot checkpoint: quiesce ended after %.1f s, %d of %d threads did not arrive."
                    + " The program goes on.",
                waited.toMillis() / 1e3,
                missing.size(),
                all.size()));
    for (Participant each : missing) {
      describe(each, text);
    }
    for (Thread outsider : ProgramThreads.outsidersInProgramCode()) {
      describe(outsider, "a thread of the JVM in code of the program, which must end first", text);
    }
    return text.toString();
  }

  /** Returns the report on those who have not rebuilt their frames. */
  String reportOfRestart() {
    StringBuilder text = new StringBuilder("Cannot restart: threads did not rebuild their frames.");
    for (Participant each : rendezvous.participants()) {
      if (!each.hasArrived()) {
        describe(each, text);
      }
    }
    return text.toString();
  }

  private static void describe(Participant straggler, StringBuilder text) {
    NotNowException obstacle = straggler.obstacle();
    describe(straggler.thread(), obstacle == null ? "" : obstacle.getMessage(), text);
  }

  private static void describe(Thread thread, String reason, StringBuilder text) {
    text.append("\n  \"").append(thread.getName()).append("\" ").append(thread.getState());
    StackTraceElement[] trace = thread.getStackTrace();
    if (!reason.isEmpty()) {
      text.append(": ").append(reason);
    } else if (trace.length > 0 && trace[0].isNativeMethod()) {
      text.append(": it is in a native method, where no poll can reach it");
    }
    for (int i = 0; i < Math.min(trace.length, framesToShow(trace)); i++) {
      text.append("\n      at ").append(trace[i]);
    }
  }

  /** At least so many that the first frame of the program is among them. */
  private static int framesToShow(StackTraceElement[] trace) {
    int first = 0;
    while (first < trace.length && trace[first].getModuleName() != null) {
      first++;
    }
    return Math.max(REPORTED_FRAMES, first + 2);
  }
}
