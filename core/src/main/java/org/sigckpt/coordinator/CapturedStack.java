package org.sigckpt.coordinator;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sigckpt.barrier.Operation;
import org.sigckpt.stack.FrameImage;

/**
 * What a thread captured of itself.
 *
 * @param frames outermost first; may be empty for a thread that had not begun to run program code
 * @param operation what it was doing inside our own code, on top of them
 */
record CapturedStack(List<FrameImage> frames, Operation operation) {
  /** Returns in a few words what the thread was doing. */
  String describe() {
    if (operation.kind() == Operation.Kind.POLL) {
      return frames.isEmpty()
          ? "starting"
          : "at "
              + frames.get(frames.size() - 1).owner().getName()
              + "."
              + frames.get(frames.size() - 1).method();
    }
    return operation.kind().name();
  }

  /** Returns each object whose monitor a frame holds, once, in order of acquisition. */
  Object[] monitors() {
    Set<Identity> distinct = new LinkedHashSet<>();
    for (FrameImage frame : frames) {
      for (Object monitor : frame.monitors()) {
        distinct.add(new Identity(monitor));
      }
    }
    Object[] monitors = new Object[distinct.size()];
    int count = 0;
    for (Identity each : distinct) {
      monitors[count++] = each.object;
    }
    return monitors;
  }

  /** Compares by identity: the program's equals must not run here. */
  private record Identity(Object object) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Identity that && that.object == object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }
}
