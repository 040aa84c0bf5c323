package org.sigckpt.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that behave like woven ones meet many times; the "frames" a thread captures are just the
 * monitors it says it holds.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RendezvousTest {
  private static final int CHECKPOINT_COUNT = 60;
  private final List<Thread> program = new CopyOnWriteArrayList<>();
  private final AtomicInteger violations = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean finished;
  private final Object outer = new Object();
  private final Object inner = new Object();

  /** The monitors that woven code of a test may hold; the capture keeps those that it does. */
  private final List<Object> monitors = new CopyOnWriteArrayList<>(List.of(outer, inner));

  private int inside;

  private final class TestPort implements Port {
    @Override
    public boolean awaitInput(java.io.FileInputStream stream) {
      return true;
    }

    @Override
    public boolean isAlwaysReady(java.io.FileInputStream stream) {
      return true;
    }

    @Override
    public Object capture(Operation operation) throws NotNowException {
      if (refusals.get() > 0 && refusals.getAndDecrement() > 0) {
        throw new NotNowException("test", true);
      }
      return operation;
    }

    @Override
    public Object[] monitorsOf(Object capturedFrames) {
      return monitors.toArray();
    }

    @Override
    public boolean isOutsider(Thread thread) {
      return !program.contains(thread);
    }

    @Override
    public boolean isOurs(Thread thread) {
      return false;
    }

    @Override
    public Ticket request() {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void connect() {
    Rendezvous.connect(new TestPort());
  }

  @AfterEach
  void joinAll() throws InterruptedException {
    finished = true;
    for (Thread thread : program) {
      thread.join(10_000);
      assertThat(thread.isAlive()).as(thread + Arrays.toString(thread.getStackTrace())).isFalse();
    }
    assertThat(violations).hasValue(0);
  }

  private interface Body {
    void run() throws Throwable;
  }

  private Thread start(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (Throwable e) {
                violations.incrementAndGet();
                e.printStackTrace();
              }
            },
            name);
    program.add(thread);
    return thread;
  }

  private void startAll() {
    List.copyOf(program).forEach(Thread::start);
  }

  private void quiesceHoldRelease() throws Exception {
    Rendezvous rendezvous = Rendezvous.open();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!gathered(rendezvous)) {
      Parking.parkNanos(500_000);
      if (System.nanoTime() - deadline > 0) {
        rendezvous.participants().stream()
            .filter(each -> !each.hasArrived())
            .map(each -> each.thread() + Arrays.toString(each.thread().getStackTrace()))
            .forEach(System.out::println);
        throw new AssertionError("not all arrived in time");
      }
    }
    rendezvous.hold();
    assertThat(inside).isLessThanOrEqualTo(1);
    rendezvous.release();
  }

  private void quiesceAbort(int looks) throws Exception {
    Rendezvous rendezvous = Rendezvous.open();
    for (int i = 0; i < looks && !gathered(rendezvous); i++) {
      Parking.parkNanos(100_000);
    }
    rendezvous.abort();
  }

  /** One look of the coordinator. */
  private boolean gathered(Rendezvous rendezvous) throws Exception {
    int before = rendezvous.participants().size();
    program.stream().filter(Thread::isAlive).forEach(rendezvous::expect);
    for (Participant each : rendezvous.participants()) {
      if (!each.hasArrived()) {
        Thread.State state = each.thread().getState();
        if (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING) {
          each.markKicked();
          wake(each.thread());
        }
        if (!each.thread().isAlive()) {
          rendezvous.dismiss(each);
        }
      }
    }
    return rendezvous.participants().size() == before && rendezvous.isQuiesced();
  }

  private boolean gatheredUnchecked(Rendezvous rendezvous) {
    try {
      return gathered(rendezvous);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("in time").isNegative();
      Parking.parkNanos(200_000);
    }
  }

  private static void wake(Thread thread) throws Exception {
    Method interrupt0 = Thread.class.getDeclaredMethod("interrupt0");
    interrupt0.setAccessible(true);
    interrupt0.invoke(thread);
  }

  private void exclusively(Body body) throws Throwable {
    synchronized (outer) {
      Poll.poll();
      synchronized (inner) {
        Poll.poll();
        if (++inside != 1) {
          violations.incrementAndGet();
        }
        body.run();
        if (--inside != 0) {
          violations.incrementAndGet();
        }
      }
    }
  }

  private void compute(int millis) throws Throwable {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (System.nanoTime() - end < 0) {
      Poll.poll();
    }
  }

  private void contend() throws Throwable {
    while (!finished) {
      exclusively(() -> compute(3));
      Poll.poll();
    }
  }

  @Test
  void contendersNeverEnterTogetherOverManyCheckpoints() throws Throwable {
    for (int i = 0; i < 6; i++) {
      start("contender-" + i, this::contend);
    }
    startAll();
    for (int i = 0; i < CHECKPOINT_COUNT; i++) {
      quiesceHoldRelease();
    }
  }

  @Test
  void aBorrowerThatCannotBeCapturedStaysOut() throws Throwable {
    for (int i = 0; i < 4; i++) {
      start("contender-" + i, this::contend);
    }
    startAll();
    for (int i = 0; i < CHECKPOINT_COUNT; i++) {
      refusals.set(3);
      Rendezvous rendezvous = Rendezvous.open();
      program.forEach(rendezvous::expect);
      for (int looks = 0; looks < 40 && !rendezvous.isQuiesced(); looks++) {
        Parking.parkNanos(500_000);
      }
      rendezvous.abort();
    }
  }

  @Test
  void aWaiterSeesNoSpuriousWakeUpAndNoNotificationIsLost() throws Throwable {
    Object box = outer;
    AtomicLong sent = new AtomicLong();
    AtomicLong received = new AtomicLong();
    boolean[] full = {false};
    start(
        "receiver",
        () -> {
          while (!finished) {
            synchronized (box) {
              Poll.poll();
              if (!full[0]) {
                Blocking.wait(box);
              }
              // No loop around the wait, on purpose.
              if (!full[0] && !finished) {
                violations.incrementAndGet();
              }
              full[0] = false;
              received.incrementAndGet();
              Blocking.notifyAll(box);
            }
          }
          synchronized (box) {
            Poll.poll();
            Blocking.notifyAll(box);
          }
        });
    start(
        "sender",
        () -> {
          while (!finished) {
            Poll.poll();
            synchronized (box) {
              Poll.poll();
              while (full[0] && !finished) {
                Blocking.wait(box);
              }
              full[0] = true;
              sent.incrementAndGet();
              Blocking.notifyAll(box);
            }
          }
          synchronized (box) {
            Poll.poll();
            full[0] = true;
            Blocking.notifyAll(box);
          }
        });
    startAll();
    for (int i = 1; i <= CHECKPOINT_COUNT; i++) {
      quiesceHoldRelease();
      int least = i;
      await(() -> received.get() >= least);
    }
    finished = true;
  }

  /** Three takers, one notification per token; looks at what is left without notifying again. */
  private void passTokens(AtomicLong taken) {
    int[] tokens = {0};
    for (int i = 0; i < 3; i++) {
      start(
          "taker-" + i,
          () -> {
            while (!finished) {
              synchronized (outer) {
                Poll.poll();
                while (tokens[0] == 0 && !finished) {
                  Blocking.wait(outer);
                }
                tokens[0]--;
                taken.incrementAndGet();
              }
            }
          });
    }
    start(
        "giver",
        () -> {
          Random random = new Random(1);
          while (!finished) {
            int given = 1 + random.nextInt(3);
            synchronized (outer) {
              Poll.poll();
              for (int i = 0; i < given; i++) {
                tokens[0]++;
                Blocking.notify(outer);
              }
            }
            for (int left = given; left > 0 && !finished; ) {
              compute(0);
              Poll.poll();
              synchronized (outer) {
                Poll.poll();
                left = tokens[0];
              }
            }
          }
          synchronized (outer) {
            Poll.poll();
            Blocking.notifyAll(outer);
          }
        });
    startAll();
  }

  @Test
  void noSingleNotificationIsLost() throws Throwable {
    AtomicLong taken = new AtomicLong();
    passTokens(taken);
    for (int i = 0; i < CHECKPOINT_COUNT; i++) {
      quiesceHoldRelease();
      long least = taken.get() + 5;
      await(() -> taken.get() >= least);
    }
  }

  @Test
  void noNotificationIsLostWhenCheckpointsAreGivenUp() throws Throwable {
    AtomicLong taken = new AtomicLong();
    passTokens(taken);
    Random random = new Random(2);
    for (int i = 0; i < 4 * CHECKPOINT_COUNT; i++) {
      quiesceAbort(random.nextInt(12));
      if (i % 8 == 7) {
        quiesceHoldRelease();
      }
      long least = taken.get() + random.nextInt(2);
      await(() -> taken.get() >= least);
    }
  }

  @Test
  void aWaitGoesOnWhenItWasWokenForACheckpointThatIsGivenUp() throws Throwable {
    AtomicInteger returns = new AtomicInteger();
    AtomicInteger held = new AtomicInteger();
    AtomicInteger let = new AtomicInteger();
    start(
        "waiter",
        () -> {
          synchronized (outer) {
            Blocking.wait(outer);
            returns.incrementAndGet();
            Blocking.wait(outer);
            returns.incrementAndGet();
          }
        });
    start(
        "holder",
        () -> {
          for (int turn = 1; turn <= 2; turn++) {
            int wanted = turn;
            await(() -> program.get(0).getState() == Thread.State.WAITING);
            synchronized (outer) {
              held.set(turn);
              await(() -> let.get() == wanted);
              if (turn == 2) {
                Blocking.notify(outer);
              }
            }
          }
        });
    startAll();
    Thread waiter = program.get(0);
    for (int turn = 1; turn <= 2; turn++) {
      int wanted = turn;
      await(() -> held.get() == wanted);
      Rendezvous rendezvous = Rendezvous.open();
      await(
          () -> {
            assertThat(gatheredUnchecked(rendezvous)).isFalse();
            return waiter.getState() == Thread.State.BLOCKED;
          });
      rendezvous.abort();
      let.set(turn);
      if (turn == 1) {
        await(() -> waiter.getState() == Thread.State.WAITING);
        assertThat(returns).hasValue(0);
      }
    }
    // The notification passed the waiter by, on its way to the monitor; the record did not.
    await(() -> returns.get() == 1);
    await(() -> waiter.getState() == Thread.State.WAITING);
    synchronized (outer) {
      Blocking.notify(outer);
    }
    await(() -> returns.get() == 2);
  }

  @Test
  void contendersNeverEnterTogetherWhenCheckpointsAreGivenUp() throws Throwable {
    for (int i = 0; i < 6; i++) {
      start("contender-" + i, this::contend);
    }
    startAll();
    for (int i = 0; i < CHECKPOINT_COUNT; i++) {
      refusals.set(i % 3);
      quiesceAbort(i % 20);
    }
  }

  @Test
  void aNotificationReachesAThreadThatStandsOnItsWayIntoTheWait() throws Throwable {
    CountDownLatch entered = new CountDownLatch(1);
    Rendezvous[] open = {null};
    boolean[] set = {false};
    start(
        "waiter",
        () -> {
          synchronized (outer) {
            open[0] = Rendezvous.open();
            open[0].expect(Thread.currentThread());
            entered.countDown();
            Blocking.wait(outer);
            if (!set[0]) {
              violations.incrementAndGet();
            }
          }
        });
    startAll();
    entered.await();
    // An outsider has no polls and so may notify while the monitor is lent.
    synchronized (outer) {
      set[0] = true;
      Blocking.notify(outer);
    }
    await(open[0]::isQuiesced);
    open[0].hold();
    open[0].release();
  }

  @Test
  void aTimedWaitLastsItsTimeAndNoLonger() throws Throwable {
    AtomicLong waitedNanos = new AtomicLong();
    start(
        "waiter",
        () -> {
          synchronized (outer) {
            Poll.poll();
            long start = System.nanoTime();
            Blocking.wait(outer, 300);
            waitedNanos.set(System.nanoTime() - start);
          }
        });
    startAll();
    for (int i = 0; i < 20; i++) {
      quiesceHoldRelease();
      Parking.parkNanos(20_000_000);
    }
    await(() -> waitedNanos.get() > 0);
    assertThat(TimeUnit.NANOSECONDS.toMillis(waitedNanos.get())).isBetween(300L, 5_000L);
  }

  @Test
  void anInterruptOfAWaitIsNeitherLostNorDoubled() throws Throwable {
    AtomicLong caught = new AtomicLong();
    AtomicLong sent = new AtomicLong();
    AtomicLong overrideCalls = new AtomicLong();
    Thread waiter =
        new Thread("waiter") {
          @Override
          public void interrupt() {
            overrideCalls.incrementAndGet();
            super.interrupt();
          }

          @Override
          public void run() {
            try {
              while (!finished) {
                exclusively(
                    () -> {
                      inside--;
                      try {
                        Blocking.wait(inner);
                        violations.incrementAndGet();
                      } catch (InterruptedException e) {
                        // Held alone: the exception may not get out while the monitor is lent.
                        inside++;
                        caught.incrementAndGet();
                        if (Thread.interrupted()) {
                          violations.incrementAndGet();
                        }
                      }
                    });
              }
            } catch (Throwable e) {
              violations.incrementAndGet();
              e.printStackTrace();
            }
          }
        };
    program.add(waiter);
    start(
        "contender",
        () -> {
          while (!finished) {
            synchronized (inner) {
              Poll.poll();
              if (++inside != 1) {
                violations.incrementAndGet();
              }
              compute(1);
              if (--inside != 0) {
                violations.incrementAndGet();
              }
            }
            Poll.poll();
          }
        });
    startAll();
    Thread interrupter =
        new Thread(
            () -> {
              while (!finished || caught.get() < sent.get()) {
                if (caught.get() == sent.get()) {
                  sent.incrementAndGet();
                  waiter.interrupt();
                }
                Parking.parkNanos(700_000);
              }
            });
    interrupter.start();
    for (int i = 0; i < CHECKPOINT_COUNT; i++) {
      quiesceHoldRelease();
      Parking.parkNanos(1_000_000);
    }
    finished = true;
    interrupter.join(10_000);
    assertThat(interrupter.isAlive()).isFalse();
    // The waiter may have begun a last wait; if not, this one more does no harm.
    sent.incrementAndGet();
    waiter.interrupt();
    assertThat(overrideCalls).hasValue(sent.get());
  }

  @Test
  void anInterruptSentBeforeTheLastArrivalIsSeenByTheCoordinator() throws Throwable {
    CountDownLatch standing = new CountDownLatch(1);
    AtomicInteger statusCount = new AtomicInteger();
    Thread stander =
        start(
            "stander",
            () -> {
              while (!finished) {
                Poll.poll();
                if (Thread.interrupted()) {
                  statusCount.incrementAndGet();
                }
              }
            });
    start(
        "interrupter",
        () -> {
          standing.await();
          stander.interrupt();
          while (!finished) {
            Poll.poll();
          }
        });
    Rendezvous rendezvous = Rendezvous.open();
    Participant first = rendezvous.expect(stander);
    rendezvous.expect(program.get(1));
    startAll();
    await(() -> first.hasArrived() && stander.getState() == Thread.State.WAITING);
    standing.countDown();
    await(rendezvous::isQuiesced);
    rendezvous.hold();
    assertThat(first.wasInterrupted()).isTrue();
    rendezvous.release();
    await(() -> statusCount.get() > 0);
    assertThat(statusCount).hasValue(1);
  }

  @Test
  void threadsMayStartAndEndDuringTheGathering() throws Throwable {
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      start(
          "spawner-" + i,
          () -> {
            while (!finished) {
              Thread child =
                  start(
                      "child",
                      () -> {
                        exclusively(() -> compute(1));
                        ended.incrementAndGet();
                      });
              monitors.add(child);
              child.start();
              Poll.poll();
              synchronized (child) {
                Poll.poll();
                while (child.isAlive()) {
                  // The VM notifies at the end of the thread, without a record.
                  Blocking.wait(child);
                }
              }
              monitors.remove(child);
            }
          });
    }
    startAll();
    for (int i = 1; i <= CHECKPOINT_COUNT; i++) {
      quiesceHoldRelease();
      int least = i;
      await(() -> ended.get() >= least);
    }
  }

  @Test
  void sleepLastsItsTimeAndInterruptIsKept() throws Throwable {
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicLong sleptNanos = new AtomicLong();
    start(
        "sleeper",
        () -> {
          long start = System.nanoTime();
          Blocking.sleep(300);
          sleptNanos.set(System.nanoTime() - start);
          try {
            Blocking.sleep(60_000);
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        });
    startAll();
    for (int i = 0; i < 20; i++) {
      quiesceHoldRelease();
      Parking.parkNanos(30_000_000);
    }
    program.get(0).interrupt();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(sleptNanos.get()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
  }
}
