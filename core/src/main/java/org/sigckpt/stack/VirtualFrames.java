package org.sigckpt.stack;

import java.util.List;

/**
 * Which frames of a virtual thread are the JVM's.
 *
 * <pre>
 *   Main.task                        the program's
 *   Thread.runWith                   as at the bottom of a platform thread
 *   VirtualThread.run                from here on made anew by the restarted JVM
 *   VirtualThread$VThreadContinuation$1.run
 *   Continuation.enter0, enter, and the carrier's
 * </pre>
 *
 * <p>Above these, code of the scheduler shows only for a moment: a thread that starts or unparks
 * another one, or adds it to its container, is captured when it is through. {@code joinNanos} is
 * ordinary waiting. One that waits for a socket by the JVM's poller is woken there, and captured in
 * the loop around it.
 *
 * <p>A thread that has been mounted has its outer frames still in the heap, and the VM must show
 * those too. A stack that does not end in {@code VirtualThread.run} is not all there.
 */
final class VirtualFrames {
  private static final String VIRTUAL_THREAD = "java.lang.VirtualThread";

  private VirtualFrames() {}

  /**
   * Returns the frames, innermost first, without those below the body of a virtual thread.
   *
   * @param isVirtual whether they are those of a virtual thread
   * @throws FrameNotCapturableException if the VM shows only a part of the stack
   */
  static List<LiveFrame> ofProgram(List<LiveFrame> frames, boolean isVirtual) {
    for (int i = 0; i < frames.size(); i++) {
      LiveFrame frame = frames.get(i);
      if (frame.method().equals("run") && isVirtualThread(frame.owner())) {
        return frames.subList(0, i);
      }
    }
    if (isVirtual) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture a virtual thread: the VM does not show the frames below "
              + frames.get(frames.size() - 1)
              + ".");
    }
    return frames;
  }

  static boolean isScheduling(LiveFrame frame) {
    return isVirtualThread(frame.owner()) && !frame.method().equals("joinNanos")
        || frame.owner().getName().startsWith("jdk.internal.vm.");
  }

  static boolean isPolling(LiveFrame frame) {
    return frame.owner().getName().equals("sun.nio.ch.Poller");
  }

  static boolean isVirtualThread(Class<?> owner) {
    return owner.getName().equals(VIRTUAL_THREAD);
  }
}
