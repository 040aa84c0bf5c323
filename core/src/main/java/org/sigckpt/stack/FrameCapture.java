package org.sigckpt.stack;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.objectweb.asm.tree.MethodInsnNode;
import org.sigckpt.barrier.LambdaLog;
import org.sigckpt.barrier.RestartGate;
import org.sigckpt.barrier.StatefileMain;

/**
 * Captures the frames of the current thread.
 *
 * <p>Frames are taken from the bottom, and each must stand at a call that the frame above it
 * answers. What stands between two ordinary frames is one of these, or the checkpoint has to wait:
 *
 * <pre>
 *   caller           between them                            becomes
 *   any              lambda proxy                            nothing; the result is converted
 *   Method.invoke    accessors, native or method handles     REFLECTIVE_METHOD
 *   Constructor...   the same                                REFLECTIVE_CONSTRUCTOR
 *   field, new ...   nothing, but a class initialiser above  the instruction is executed again
 *   Class.forName    its native part, under an initialiser   FOR_NAME
 *   resume method    RestartFrame.callX, method handles      nothing
 * </pre>
 *
 * <p>A class being initialised, loaded or linked shows as a frame above that does not answer the
 * call; the arguments already pushed are lost to us then, and only time helps.
 */
public final class FrameCapture {
  private static final Object[] NO_OBJECTS = {};
  private static final String IMAGE_READER = "jdk.internal.jimage.ImageReader$SharedImageReader";

  private final FrameReader reader;

  /**
   * @param bytes must give the class files that bytecode indices refer to
   * @param resumed knows the resume methods of this JVM
   */
  public FrameCapture(ClassBytes bytes, ResumeMap resumed) {
    this.reader = new FrameReader(new PointLayouts(bytes), resumed);
  }

  /**
   * Returns the frames of the current thread, outermost first.
   *
   * <p>The arrays of the images are fresh.
   *
   * @param cut true for classes of the checkpointer: their frames are left out on top, at the
   *     bottom, and where a resume method calls the next
   * @throws FrameNotCapturableException if a frame can't be carried
   */
  public List<FrameImage> capture(Predicate<Class<?>> cut) {
    Predicate<Class<?>> ours = new Ours(cut);
    boolean isVirtual = VirtualFrames.isVirtualThread(Thread.currentThread().getClass());
    List<LiveFrame> frames = VirtualFrames.ofProgram(LiveFrame.walk(), isVirtual);
    return new Walk(frames, ours, topOf(frames, ours), bottomOf(frames, ours)).run();
  }

  private record Ours(Predicate<Class<?>> cut) implements Predicate<Class<?>> {
    @Override
    public boolean test(Class<?> type) {
      return isCapture(type) || cut.test(type);
    }
  }

  private static boolean isCapture(Class<?> type) {
    return type == FrameCapture.class
        || type == LiveFrame.class
        || type.getNestHost() == FrameCapture.class;
  }

  /** Returns the first frame below the innermost run of our own. */
  private static int topOf(List<LiveFrame> frames, Predicate<Class<?>> ours) {
    int top = 0;
    for (int i = 0; i < frames.size(); i++) {
      LiveFrame frame = frames.get(i);
      if (ours.test(frame.owner())) {
        top = i + 1;
      } else if (!frame.isMethodHandleMachinery() && !frame.isLambdaProxy()) {
        break;
      }
    }
    return top;
  }

  /** Returns the last frame above the trampoline that started a restarted thread, if any. */
  private int bottomOf(List<LiveFrame> frames, Predicate<Class<?>> ours) {
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (isTrampoline(frames.get(i))) {
        return aboveTrampoline(frames, ours, i);
      }
    }
    int bottom = frames.size() - 1;
    boolean isOurs = false;
    for (int i = frames.size() - 1; i >= 0; i--) {
      LiveFrame frame = frames.get(i);
      if (reader.isResumeMethod(frame)) {
        return isOurs ? i : bottom;
      }
      boolean isCut = ours.test(frame.owner());
      isOurs |= isCut;
      if (isCut) {
        bottom = i - 1;
      } else if (frame.owner() != Thread.class
          && frame.owner() != java.lang.reflect.Method.class
          && !Accessors.isAccessor(frame)
          && !frame.isLambdaProxy()
          && !frame.isMethodHandleMachinery()) {
        break;
      }
    }
    while (isOurs && bottom >= 0 && frames.get(bottom).isMethodHandleMachinery()) {
      bottom--;
    }
    return bottom;
  }

  /**
   * Returns whether the frame entered a rebuilt stack. Whatever is below it, such as the run method
   * whose gate led there, belongs to the new thread and not to the program.
   */
  private static boolean isTrampoline(LiveFrame frame) {
    return frame.owner() == RestartGate.class && frame.method().equals("run")
        || frame.owner() == StatefileMain.class;
  }

  private int aboveTrampoline(List<LiveFrame> frames, Predicate<Class<?>> ours, int trampoline) {
    int bottom = trampoline - 1;
    while (bottom >= 0
        && !reader.isResumeMethod(frames.get(bottom))
        && (ours.test(frames.get(bottom).owner())
            || frames.get(bottom).isMethodHandleMachinery())) {
      bottom--;
    }
    return bottom;
  }

  /** One walk from the bottom to the top. */
  private final class Walk {
    private final List<LiveFrame> frames;
    private final Predicate<Class<?>> ours;
    private final int top;
    private int position;
    private final List<FrameImage> images = new ArrayList<>();

    Walk(List<LiveFrame> frames, Predicate<Class<?>> ours, int top, int bottom) {
      this.frames = frames;
      this.ours = ours;
      this.top = top;
      this.position = bottom;
    }

    List<FrameImage> run() {
      boolean isReceiverNeeded = false;
      while (position >= top) {
        FrameReader.Located at = locate();
        if (at.method().equals("<clinit>")) {
          Initialisers.requireTrigger(at, images);
        }
        FrameImage image = reader.read(at);
        boolean isNeeded =
            isReceiverNeeded
                || at.layout().isUnconstructed()
                || Modifier.isAbstract(at.frame().owner().getModifiers());
        if (isNeeded && at.method().equals("<init>") && image.receiver() == null) {
          throw FrameNotCapturableException.notNow(
              "Cannot capture " + at.frame() + ": the object under construction is not known.");
        }
        images.add(image);
        isReceiverNeeded = climb(at);
      }
      completeConstructors();
      return images;
    }

    private boolean isBelowInitialiser() {
      return position > top && frames.get(position - 1).isInitialiser();
    }

    private FrameReader.Located locate() {
      LiveFrame frame = frames.get(position);
      if (frame.isNative()
          || frame.isLambdaProxy()
          || frame.isMethodHandleMachinery() && !HandleCalls.isPart(frame)
          || ours.test(frame.owner())
          || Accessors.isAccessor(frame)) {
        throw FrameNotCapturableException.notNow("Cannot capture " + frame + ": " + why(frame));
      }
      if (VirtualFrames.isPolling(frame)) {
        throw FrameNotCapturableException.briefly(
            "Cannot capture " + frame + ": it waits for a socket by a poller of the JVM.");
      }
      if (VirtualFrames.isScheduling(frame)) {
        throw FrameNotCapturableException.notNow(
            "Cannot capture " + frame + ": the JVM is about to schedule a virtual thread.");
      }
      if (isDrawing(frame.owner().getName())) {
        throw FrameNotCapturableException.notNow(
            "Cannot capture " + frame + ": it works on native memory.");
      }
      if (frame.owner().getName().equals(IMAGE_READER)) {
        throw FrameNotCapturableException.notNow(
            "Cannot capture " + frame + ": it changes the JVM's own table of its runtime image.");
      }
      return reader.locate(frame, isBelowInitialiser());
    }

    /** Between two calls of the program, nothing of these packages is needed but its objects. */
    private boolean isDrawing(String className) {
      return className.startsWith("sun.java2d.")
          || className.startsWith("sun.font.")
          || className.startsWith("sun.awt.image.");
    }

    private String why(LiveFrame frame) {
      return frame.isNative() ? "it is native." : "no model of such a frame is known.";
    }

    /** Moves to the next ordinary frame; returns whether it must know the object it constructs. */
    private boolean climb(FrameReader.Located at) {
      position--;
      MethodInsnNode call = at.layout().call();
      String site = call.name;
      if (at.isResumed()) {
        skipCallNext();
      }
      if (isBelowInitialiser() && Initialisers.isForName(frames.get(position))) {
        position--;
        images.add(Initialisers.forName(at, frames.get(position).owner()));
      } else if (at.isResumed()) {
        return isConstructorNeeded(at, site);
      } else if (position >= top && Accessors.isAccessor(frames.get(position))) {
        requireAnswer(at, frames.get(position).method());
        position = Accessors.target(frames, position, top);
      } else if (position >= top && frames.get(position).isLambdaProxy()) {
        requireAnswer(at, frames.get(position).method());
        skipProxy(at);
      } else if (position >= 0) {
        requireAnswer(at, reader.nameOf(frames.get(position)));
      }
      return isConstructorNeeded(at, site);
    }

    /** Adds the image of a reflective call, if it is one. */
    private boolean isConstructorNeeded(FrameReader.Located at, String site) {
      if (Accessors.isAccessorCall(at.layout().call())) {
        images.add(reflective(site));
        return site.equals("newInstance");
      }
      boolean isConstructorReference = !at.layout().call().desc.endsWith("V");
      return isConstructorReference;
    }

    private void skipCallNext() {
      while (position >= top
          && !reader.isResumeMethod(frames.get(position))
          && (ours.test(frames.get(position).owner())
              || frames.get(position).isMethodHandleMachinery())) {
        position--;
      }
    }

    private void skipProxy(FrameReader.Located at) {
      Object recipe = LambdaLog.metafactoryOf(frames.get(position).owner());
      position--;
      if (position < top || ours.test(frames.get(position).owner())) {
        throw FrameNotCapturableException.notNow(
            "Cannot capture " + at.frame() + ": a lambda proxy above it calls no program code.");
      }
      String name = reader.nameOf(frames.get(position));
      if (recipe != null && !LambdaTarget.nameOf(recipe).equals(name) || name.equals("loadClass")) {
        throw unanswered(at, frames.get(position));
      }
    }

    /** The frame at the position must be what the call runs, and not what links it. */
    private void requireAnswer(FrameReader.Located at, String name) {
      MethodInsnNode call = at.layout().call();
      LiveFrame above = frames.get(position);
      boolean isAnswer =
          HandleCalls.isToAny(call)
              ? !name.equals("loadClass") && isTarget(above)
              : HandleCalls.isToForm(call) ? HandleCalls.isForm(above) : call.name.equals(name);
      if (!isAnswer) {
        throw unanswered(at, above);
      }
    }

    private boolean isTarget(LiveFrame above) {
      return !above.isMethodHandleMachinery() || HandleCalls.isPart(above);
    }

    private FrameNotCapturableException unanswered(FrameReader.Located at, LiveFrame above) {
      return FrameNotCapturableException.notNow(
          "Cannot capture "
              + at.frame()
              + ": it is about to call "
              + at.layout().call().name
              + ", but "
              + above
              + " runs first.");
    }

    private FrameImage reflective(String site) {
      FrameKind kind =
          site.equals("newInstance")
              ? FrameKind.REFLECTIVE_CONSTRUCTOR
              : FrameKind.REFLECTIVE_METHOD;
      return new FrameImage(
          kind, Object.class, site, "", -1, NO_OBJECTS, new long[0], NO_OBJECTS, null);
    }

    private void completeConstructors() {
      for (int i = 0; i + 1 < images.size(); i++) {
        FrameImage image = images.get(i);
        if (image.kind() == FrameKind.REFLECTIVE_CONSTRUCTOR) {
          images.set(
              i,
              new FrameImage(
                  image.kind(),
                  image.owner(),
                  image.method(),
                  image.descriptor(),
                  -1,
                  NO_OBJECTS,
                  image.bits(),
                  NO_OBJECTS,
                  images.get(i + 1).receiver()));
        }
      }
    }
  }
}
