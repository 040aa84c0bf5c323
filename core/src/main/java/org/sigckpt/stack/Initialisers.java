package org.sigckpt.stack;

import java.util.List;
import org.sigckpt.internals.ClassStates;

/**
 * What is special about class initialisers in progress.
 *
 * <p>The VM alone puts a class into the state "being initialised by this thread". So a restarted
 * thread executes again the instruction that had triggered it, and the class comes with a {@code
 * <clinit>} that is the resume method of the captured one; it takes its frame from {@code
 * RestartGate}:
 *
 * <pre>
 *   resume main(f0):  f0.callVoid()  -->  RestartGate.prepare(f1)
 *                     getstatic      -->  the VM  -->  &lt;clinit&gt; (resume method, takes f1)
 * </pre>
 *
 * <p>To make an object of a class the VM initialises it first. How the objects come back that the
 * class has already, {@link ClassStates} tells.
 */
final class Initialisers {
  private static final Object[] NO_OBJECTS = {};

  private Initialisers() {}

  static boolean isForName(LiveFrame frame) {
    return frame.owner() == Class.class && frame.method().equals("forName0");
  }

  /**
   * @param below the images of the frames below, outermost first
   * @throws FrameNotCapturableException if the initialiser can't be triggered again
   */
  static void requireTrigger(FrameReader.Located at, List<FrameImage> below) {
    FrameImage last = below.isEmpty() ? null : below.get(below.size() - 1);
    boolean isTriggered =
        last != null
            && (last.kind() == FrameKind.FOR_NAME
                || last.kind() == FrameKind.BYTECODE && ResumePoint.isAgain(last.bci()));
    if (!isTriggered || at.frame().isOfJdk() || !ClassStates.isUsable()) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture " + at.frame() + ": its class is being initialised.");
    }
  }

  /**
   * Returns the image of {@code Class.forName}'s native part.
   *
   * @param caller the frame of {@code Class.forName}, whose local 0 is the name
   * @param initialised the owner of the initialiser above
   */
  static FrameImage forName(FrameReader.Located caller, Class<?> initialised) {
    Object[] locals = caller.frame().locals();
    boolean isNamed =
        locals.length > caller.shift()
            && initialised.getName().equals(LiveFrame.reference(locals[caller.shift()]));
    if (!isNamed && !caller.isResumed()) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture "
              + caller.frame()
              + ": which class it was asked for is not known, and "
              + initialised.getName()
              + " is being initialised.");
    }
    return new FrameImage(
        FrameKind.FOR_NAME,
        initialised,
        "forName0",
        "",
        -1,
        NO_OBJECTS,
        new long[0],
        NO_OBJECTS,
        null);
  }
}
