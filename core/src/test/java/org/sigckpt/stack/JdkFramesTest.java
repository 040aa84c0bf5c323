package org.sigckpt.stack;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** Runs only with the options that {@link JdkClasses} names. */
class JdkFramesTest {
  @Test
  void callbacksFromTheJdkCanBeRestarted() {
    assumeTrue(JdkClasses.isUsable());
    RoundTrip.check("JdkTarget");
  }
}
