package org.sigckpt.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a static target method {@code run()} undisturbed, then captured at every pause and restarted
 * from there, and once more captured at every later pause of the restarted run.
 */
final class RoundTrip {
  private static final int NEVER = -1;

  /** Not every pair of pauses is tried: it is the number of runs that takes the time. */
  private static final int STEP = 7;

  private final ResumeMap resumed = new ResumeMap();
  private final FrameCapture capture = new FrameCapture(World::bytes, resumed);
  private final String target;
  private World startedIn;

  private RoundTrip(String target) {
    this.target = target;
  }

  /** A captured run: the frames and the world they were copied to. */
  private record Capture(World world, List<FrameImage> frames, int count, Object returned) {}

  private record Outcome(String result, int count, Capture capture) {}

  static void check(String simpleName) {
    new RoundTrip(World.TARGETS + simpleName).run();
  }

  /** Returns what the target measured of itself, after its first pause. */
  static long nanosOf(String simpleName, boolean isRestarted) {
    RoundTrip trip = new RoundTrip(World.TARGETS + simpleName);
    return trip.nanos(isRestarted);
  }

  private long nanos(boolean isRestarted) {
    Outcome original = start(1);
    Outcome last = isRestarted ? restart(original.capture(), NEVER) : original;
    assertThat(last.result()).isEqualTo(original.result());
    ClassLoader world = isRestarted ? original.capture().world() : startedIn;
    try {
      return (long) Class.forName(target, true, world).getField("nanos").get(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private void run() {
    Outcome undisturbed = start(NEVER);
    assertThat(undisturbed.count()).as("pauses").isPositive();
    for (int first = 1; first <= undisturbed.count(); first++) {
      Outcome captured = start(first);
      assertSame(captured, undisturbed, "captured at " + first);
      Capture image = captured.capture();
      assertThat(image).as("capture at " + first).isNotNull();
      assertSame(restart(image, NEVER), undisturbed, "restarted from " + first);
      for (int second = first + 1; second <= undisturbed.count(); second += STEP) {
        Outcome again = restart(start(first).capture(), second);
        assertSame(again, undisturbed, "restarted from " + first + ", captured at " + second);
        Outcome last = restart(again.capture(), NEVER);
        assertSame(last, undisturbed, "restarted from " + first + " and " + second);
      }
    }
  }

  private static void assertSame(Outcome actual, Outcome expected, String how) {
    assertThat(actual.result()).as(how).isEqualTo(expected.result());
    assertThat(actual.count()).as("pauses, " + how).isEqualTo(expected.count());
  }

  private Outcome start(int captureAt) {
    World world = new World(resumed, List.of());
    startedIn = world;
    try {
      MethodHandle main =
          MethodHandles.publicLookup()
              .findStatic(world.loadClass(target), "run", MethodType.methodType(Object.class));
      return inThread(0, captureAt, main);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private Outcome restart(Capture from, int captureAt) {
    return inThread(from.count(), captureAt, link(from));
  }

  private static MethodHandle link(Capture from) {
    MethodHandle nothing =
        MethodHandles.dropArguments(
            MethodHandles.constant(Object.class, from.returned()), 0, Object.class);
    from.world().prepare(from.frames());
    return StackRestore.link(from.frames(), nothing, null, from.world()::resumeMethod);
  }

  private Outcome inThread(int count, int captureAt, MethodHandle body) {
    Object[] result = new Object[1];
    Throwable[] problem = new Throwable[1];
    List<Capture> captures = new ArrayList<>();
    Pause.Session session =
        new Pause.Session(
            count,
            captureAt,
            capture,
            RoundTrip::isOurs,
            (frames, returned) -> captures.add(copy(frames, captureAt, returned)));
    Thread thread =
        new Thread(
            () -> {
              Pause.SESSION.set(session);
              try {
                result[0] = body.invoke();
              } catch (FrameNotCapturableException | AssertionError | LinkageError e) {
                problem[0] = e;
              } catch (Throwable e) {
                result[0] = "threw " + e + trace(e);
              }
            });
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (problem[0] != null) {
      throw new AssertionError(target + " captured at " + captureAt, problem[0]);
    }
    return new Outcome(
        String.valueOf(result[0]), session.count, captures.isEmpty() ? null : captures.get(0));
  }

  private static String trace(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .filter(each -> each.getClassName().startsWith(World.TARGETS))
        .map(each -> each.getClassName() + "." + each.getMethodName() + ":" + each.getLineNumber())
        .toList()
        .toString();
  }

  private Capture copy(List<FrameImage> frames, int count, Object returned) {
    World world = new World(resumed, frames);
    return new Capture(
        world, frames.stream().map(world::copy).toList(), count, world.copy(returned));
  }

  private static boolean isOurs(Class<?> type) {
    return type.getPackageName().equals("org.sigckpt.stack")
        || type.getPackageName().equals("org.sigckpt.barrier")
        || type.getPackageName().startsWith("org.junit");
  }
}
