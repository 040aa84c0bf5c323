package org.sigckpt.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FullHeapTest {
  @Test
  void isSeenWhereTheSameErrorIsThrownTwice() {
    OutOfMemoryError prepared = new OutOfMemoryError("Java heap space");
    Throwable seen = null;
    try {
      prepared.addSuppressed(prepared);
    } catch (IllegalArgumentException e) {
      seen = e;
    }
    assertThat(seen).isNotNull();
    assertThat(FullHeap.isCauseOf(seen)).isTrue();
    assertThat(FullHeap.isCauseOf(prepared)).isTrue();
  }

  @Test
  void isNotSeenInOtherFailures() {
    assertThat(FullHeap.isCauseOf(new IllegalStateException(new Error("other")))).isFalse();
  }
}
