package org.sigckpt.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The calling thread polls as woven code does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CourtesyTest {
  private volatile boolean finished;

  @AfterEach
  void end() {
    Courtesy.end();
  }

  @Test
  void threadsThatPollSleepOnlyWhileAsked() throws InterruptedException {
    Thread polling = new Thread(this::pollUntilFinished, "polling");
    polling.start();
    Courtesy.ask();
    while (polling.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    Courtesy.end();
    assertThat(Poll.isArmed()).isFalse();
    finished = true;
    polling.join();
  }

  private void pollUntilFinished() {
    try {
      while (!finished) {
        Poll.poll();
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPermitThatTheProgramIsOwedIsKept() throws Throwable {
    Courtesy.ask();
    LockSupport.unpark(Thread.currentThread());
    Poll.poll();
    LockSupport.park();
  }

  @Test
  void aRendezvousThatOpensMeanwhileHasItsPolls() {
    Courtesy.ask();
    Rendezvous opened = Rendezvous.open();
    try {
      assertThat(Poll.isArmed()).isTrue();
    } finally {
      opened.abort();
    }
    assertThat(Poll.isArmed()).isFalse();
  }
}
