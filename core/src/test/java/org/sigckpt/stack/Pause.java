package org.sigckpt.stack;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The place where a target may be captured; counts its passes. */
public final class Pause {
  static final ThreadLocal<Session> SESSION = new ThreadLocal<>();

  private Pause() {}

  /** Called by targets. */
  public static void here() {
    SESSION.get().pause(null);
  }

  /** Pauses, and returns the argument. */
  public static <T> T with(T value) {
    SESSION.get().pause(value);
    return value;
  }

  /** Pauses, and returns the argument. */
  public static int with(int value) {
    SESSION.get().pause(value);
    return value;
  }

  /** Pauses, and returns the argument. */
  public static long with(long value) {
    SESSION.get().pause(value);
    return value;
  }

  /** Pauses, and returns the argument. */
  public static double with(double value) {
    SESSION.get().pause(value);
    return value;
  }

  /** Pauses, and returns the argument. */
  public static float with(float value) {
    SESSION.get().pause(value);
    return value;
  }

  /** One run of a target. */
  static final class Session {
    private final int captureAt;
    private final BiConsumer<List<FrameImage>, Object> onCapture;
    private final FrameCapture capture;
    private final Predicate<Class<?>> cut;
    int count;

    Session(
        int count,
        int captureAt,
        FrameCapture capture,
        Predicate<Class<?>> cut,
        BiConsumer<List<FrameImage>, Object> onCapture) {
      this.count = count;
      this.captureAt = captureAt;
      this.capture = capture;
      this.cut = cut;
      this.onCapture = onCapture;
    }

    void pause(Object value) {
      count++;
      if (count == captureAt) {
        onCapture.accept(capture.capture(cut), value);
      }
    }
  }
}
