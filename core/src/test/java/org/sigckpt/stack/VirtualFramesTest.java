package org.sigckpt.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs on JDKs without virtual threads, too: of those only that they are virtual is told. */
class VirtualFramesTest {
  private static final Object[] NONE = {};
  private static final List<LiveFrame> FRAMES = List.of(frame(List.class), frame(Runnable.class));

  @Test
  void refusesAVirtualThreadsStackThatIsNotAllThere() {
    assertThatThrownBy(() -> VirtualFrames.ofProgram(FRAMES, true))
        .isInstanceOf(FrameNotCapturableException.class)
        .hasMessageContaining("below java.lang.Runnable.run");
  }

  @Test
  void takesAPlatformThreadsStackAsItIs() {
    assertThat(VirtualFrames.ofProgram(FRAMES, false)).isEqualTo(FRAMES);
  }

  private static LiveFrame frame(Class<?> owner) {
    return new LiveFrame(owner, "run", "()V", 0, NONE, NONE, NONE, false);
  }
}
