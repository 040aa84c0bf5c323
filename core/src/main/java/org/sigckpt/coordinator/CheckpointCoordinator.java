package org.sigckpt.coordinator;

import java.io.FileInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.sigckpt.barrier.NotNowException;
import org.sigckpt.barrier.Operation;
import org.sigckpt.barrier.Participant;
import org.sigckpt.barrier.Port;
import org.sigckpt.barrier.Rendezvous;
import org.sigckpt.image.ImageMovedException;
import org.sigckpt.resource.InputGate;
import org.sigckpt.stack.FrameCapture;
import org.sigckpt.stack.FrameImage;
import org.sigckpt.stack.FrameNotCapturableException;

/**
 * Takes checkpoints, one at a time, on a thread of its own.
 *
 * <pre>
 *   request -- quiesce -- hold -- write -- release -- commit -- report
 *                 \          \________\_________\___ any failure: release, report, previous file stays
 *                  \__ time-out: abort, report the stragglers
 * </pre>
 *
 * <p>Between quiesce and release nothing here writes to System.err or a logger: a stopped thread
 * may hold their locks.
 */
public final class CheckpointCoordinator implements Port {
  /**
   * For a thread that comes after all others had stopped, of which one is rare already, and for
   * what the program is about to change.
   */
  private static final int TRIES = 10;

  /** Of a program without threads; each takes a few milliseconds more if they contend. */
  private static final long FIRST_TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private static final long NANOS_PER_THREAD = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONG_TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long the program runs before the next try, so that it can. */
  private static final long PASSING_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** After so many collections at the wrong moment the heap is written in a way that stands one. */
  private static final int MOVES = 1;

  /** Added to all time limits for each: there may be many to capture themselves. */
  private static final long NANOS_PER_VIRTUAL_THREAD = 2_000_000;

  /** Linked here: nothing may be linked while a thread captures itself. */
  private static final Predicate<Class<?>> CUT = OwnClasses::isCut;

  private final FairShare share = new FairShare();
  private final InputGate input = new InputGate();
  private final InitialiserTurn initialisers = new InitialiserTurn();
  private final FrameCapture frames;
  private final CheckpointWriter writer;
  private final CheckpointSettings settings;
  private final Consumer<String> console;
  private final RequestQueue<Request> requests;

  /** Those whom the checkpoint under way serves; the coordinator's thread only. */
  private final List<Request> served = new ArrayList<>();

  /**
   * @param console prints one line of the report; called with no thread held
   */
  public CheckpointCoordinator(
      FrameCapture frames,
      CheckpointWriter writer,
      CheckpointSettings settings,
      Consumer<String> console) {
    this.frames = frames;
    this.writer = writer;
    this.settings = settings;
    this.console = console;
    // No method references here: spinning a class for each costs the start of every program.
    this.requests =
        new RequestQueue<>(
            new Runnable() {
              @Override
              public void run() {
                startThread();
              }
            });
  }

  /** Serves requests from now on. */
  public void start() {
    requests.open();
  }

  private void startThread() {
    ServiceThread.start("coordinator", this::serve);
  }

  /** Asks for a checkpoint with settings of its own. */
  public void request(CheckpointSettings asked) {
    requests.add(new Request(asked));
  }

  private static final class Request implements Ticket {
    private final CheckpointSettings settings;
    private volatile boolean done;
    private volatile String refusal;

    Request(CheckpointSettings settings) {
      this.settings = settings;
    }

    @Override
    public boolean isDone() {
      return done;
    }

    @Override
    public String refusal() {
      return refusal;
    }
  }

  @Override
  public Ticket request() {
    Request request = new Request(settings);
    requests.add(request);
    return request;
  }

  @Override
  public boolean isOutsider(Thread thread) {
    return ProgramThreads.isOutsider(thread);
  }

  @Override
  public boolean isOurs(Thread thread) {
    return ProgramThreads.isOurs(thread);
  }

  @Override
  public boolean awaitInput(FileInputStream stream) {
    return input.await(stream);
  }

  @Override
  public boolean isAlwaysReady(FileInputStream stream) {
    return input.isRegularFile(stream);
  }

  @Override
  public Object capture(Operation operation) throws NotNowException {
    try {
      List<FrameImage> captured = frames.capture(CUT);
      initialisers.require(captured);
      return new CapturedStack(captured, operation);
    } catch (FrameNotCapturableException e) {
      NotNowException reason = new NotNowException(e.reason(), e.transientCondition());
      throw e.isBrief() ? reason.markBrief() : reason;
    }
  }

  @Override
  public Object[] monitorsOf(Object capturedFrames) {
    return ((CapturedStack) capturedFrames).monitors();
  }

  private void serve() {
    for (; ; ) {
      try {
        served.add(requests.take());
      } catch (InterruptedException e) {
        return;
      }
      requests.drainTo(served);
      String refusal = checkpoint(served.get(0).settings);
      for (Request request : served) {
        request.refusal = refusal;
        request.done = true;
      }
      served.clear();
    }
  }

  /** Returns null after a commit, else the report of what was in the way. */
  private String checkpoint(CheckpointSettings settings) {
    try {
      CheckpointReport report = attempt(settings);
      console.accept(report.toString());
      return null;
    } catch (CheckpointRefusedException e) {
      console.accept(e.getMessage());
      return e.getMessage();
    } catch (Throwable e) {
      if (FullHeap.isCauseOf(e)) {
        String report = FullHeap.report();
        console.accept(report);
        return report;
      }
      String report = "Cannot checkpoint: " + e + " in sigckpt; the program goes on. Report this.";
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      console.accept(report + System.lineSeparator() + trace);
      return report;
    }
  }

  private CheckpointReport attempt(CheckpointSettings settings) throws CheckpointRefusedException {
    VirtualThreads.refuseUnknown();
    StartedThreads.count();
    int moves = 0;
    for (int tries = 1; ; tries++) {
      try {
        return attemptOnce(settings, moves > MOVES);
      } catch (ImageMovedException e) {
        moves++;
        giveUpAfter(tries, e);
      } catch (NotNowException e) {
        giveUpAfter(tries, e);
      } catch (CheckpointRefusedException e) {
        if (!e.isPassing() || tries == TRIES) {
          throw e;
        }
        LockSupport.parkNanos(PASSING_NANOS);
      }
    }
  }

  private static void giveUpAfter(int tries, Exception reason) throws CheckpointRefusedException {
    if (tries == TRIES) {
      throw new CheckpointRefusedException(
          "Cannot checkpoint: "
              + reason.getMessage()
              + ", in each of "
              + TRIES
              + " tries. The program goes on.");
    }
  }

  /**
   * The threads go on before the file is forced to the disk, unless the process is to end: what
   * they do from then on belongs to no statefile.
   *
   * @param moving see {@link CheckpointWriter#begin}
   * @throws NotNowException if a thread came too late; the next try may succeed
   * @throws ImageMovedException if a collection came between; the next try may succeed
   */
  private CheckpointReport attemptOnce(CheckpointSettings settings, boolean moving)
      throws CheckpointRefusedException, NotNowException {
    try (FairShare looked = share.begin();
        CheckpointWriter.Draft draft = writer.begin(settings, moving, looked)) {
      long startNanos = System.nanoTime();
      Rendezvous rendezvous = quiesce(settings.timeout());
      Duration toQuiesce = Duration.ofNanos(System.nanoTime() - startNanos);
      try (Watchdog watchdog = new Watchdog(rendezvous, draft.helpers())) {
        rendezvous.hold();
        VirtualThreads.refuseUnknown();
        // Who asked meanwhile stands here too, at its request.
        requests.drainTo(served);
        List<Participant> participants = ProgramThreads.inOrderOfStart(rendezvous.participants());
        draft.write(participants);
        VirtualThreads.ofProgram().forEach(rendezvous::expect);
        rendezvous.checkNobodyCameLate();
        writer.audit(participants);
        if (settings.exitAfterwards() && !watchdog.hasReleased()) {
          console.accept(commit(draft, settings, startNanos, toQuiesce).toString());
          Runtime.getRuntime().halt(CheckpointSettings.EXIT_STATUS);
        }
        if (!watchdog.release()) {
          throw new CheckpointRefusedException(
              "Cannot checkpoint: a stopped thread held a lock of the JDK that writing the"
                  + " statefile needed. The program goes on. Try again.");
        }
      }
      return commit(draft, settings, startNanos, toQuiesce);
    }
  }

  private static CheckpointReport commit(
      CheckpointWriter.Draft draft,
      CheckpointSettings settings,
      long startNanos,
      Duration toQuiesce)
      throws CheckpointRefusedException {
    Duration pause = Duration.ofNanos(System.nanoTime() - startNanos);
    return new CheckpointReport(settings.file(), draft.commit(), pause, toQuiesce);
  }

  /**
   * Returns when all threads stand. A thread that blocks on what another one holds can make a try
   * hopeless although the next one succeeds, so a try is given up early and repeated. Those that
   * stood in it have lost that time, of which their own time limits know nothing: so the first
   * tries are short, and the program runs on for half as long after each.
   */
  private Rendezvous quiesce(Duration timeout) throws CheckpointRefusedException {
    long forVirtual = VirtualThreads.ofProgram().size() * NANOS_PER_VIRTUAL_THREAD;
    long firstNanos = FIRST_TRY_NANOS + ProgramThreads.live().size() * NANOS_PER_THREAD;
    long longestNanos = Math.max(timeout.toNanos() / 4, LONG_TRY_NANOS);
    long begin = System.nanoTime();
    long deadlineNanos = begin + timeout.toNanos() + forVirtual;
    for (int number = 1; ; number++) {
      long now = System.nanoTime();
      long tryNanos = Math.min(longestNanos, firstNanos << Math.min(number - 1, 10)) + forVirtual;
      initialisers.beginTry(number);
      Rendezvous rendezvous = Rendezvous.open();
      boolean quiesced = false;
      try {
        Gathering gathering = new Gathering(rendezvous, initialisers);
        quiesced = gathering.run(Math.min(deadlineNanos, now + tryNanos));
        if (quiesced) {
          return rendezvous;
        }
        // A last try that is too short would report threads that are not in the way.
        long left = deadlineNanos - System.nanoTime();
        if (gathering.isHopeless() || left < tryNanos / 2 + firstNanos) {
          Duration waited = Duration.ofNanos(System.nanoTime() - begin);
          throw new CheckpointRefusedException(gathering.report(waited));
        }
      } finally {
        if (!quiesced) {
          rendezvous.abort();
        }
      }
      LockSupport.parkNanos(tryNanos / 2);
    }
  }
}
