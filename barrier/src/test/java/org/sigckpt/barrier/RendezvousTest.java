package org.sigckpt.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
  private final List<Thread> program = new ArrayList<>();
  private final AtomicInteger violations = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean finished;
  private final Object outer = new Object();
  private final Object inner = new Object();
  private int inside;

  /** The monitors that woven code of this test may hold; the capture keeps those that it does. */
  private final class TestPort implements Port {
    @Override
    public Object capture(Operation operation) throws NotNowException {
      if (refusals.get() > 0 && refusals.getAndDecrement() > 0) {
        throw new NotNowException("test", true);
      }
      return operation;
    }

    @Override
    public Object[] monitorsOf(Object capturedFrames) {
      return new Object[] {outer, inner};
    }

    @Override
    public boolean isOutsider(Thread thread) {
      return !program.contains(thread);
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
    program.forEach(Thread::start);
  }

  private void quiesceHoldRelease() throws Exception {
    Rendezvous rendezvous = Rendezvous.open();
    for (Thread thread : program) {
      if (thread.isAlive()) {
        rendezvous.expect(thread);
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!rendezvous.isQuiesced()) {
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
      Parking.parkNanos(500_000);
      if (System.nanoTime() - deadline > 0) {
        rendezvous.participants().stream()
            .filter(each -> !each.hasArrived())
            .forEach(
                each ->
                    System.out.println(
                        each.thread() + Arrays.toString(each.thread().getStackTrace())));
        throw new AssertionError("not all arrived in time");
      }
    }
    rendezvous.hold();
    assertThat(inside).isLessThanOrEqualTo(1);
    rendezvous.release();
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
        });
    start(
        "sender",
        () -> {
          while (!finished) {
            Poll.poll();
            synchronized (box) {
              while (full[0]) {
                Blocking.wait(box);
              }
              full[0] = true;
              sent.incrementAndGet();
              Blocking.notifyAll(box);
            }
          }
          synchronized (box) {
            full[0] = true;
            Blocking.notifyAll(box);
          }
        });
    startAll();
    for (int i = 0; i < CHECKPOINT_COUNT; i++) {
      quiesceHoldRelease();
    }
    finished = true;
    assertThat(sent.get()).isPositive();
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
