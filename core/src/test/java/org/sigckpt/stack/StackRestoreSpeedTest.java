package org.sigckpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StackRestoreSpeedTest {
  /** The interpreter alone is some 50 times slower; a noisy machine hardly five times. */
  private static final int TOLERATED_RATIO = 12;

  @Test
  void resumedLoopInMonitorsIsCompiled() {
    long original = RoundTrip.nanosOf("HotTarget", false);
    long restarted = RoundTrip.nanosOf("HotTarget", true);
    System.out.println(
        "hot loop: original " + original / 1000 + " us, restarted " + restarted / 1000 + " us");
    assertThat(restarted).isLessThan(original * TOLERATED_RATIO);
  }
}
