package org.sigckpt.coordinator;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sigckpt.barrier.Participant;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.stack.FrameImage;

/**
 * The classes whose initialiser is in progress at the checkpoint. Refuses their objects: to make
 * one at the restart would initialise the class before its thread does.
 */
final class InitialisingClasses implements ObjectHandler {
  private final Set<Class<?>> classes = new HashSet<>();

  /** For the reader, which meets no such object. */
  static InitialisingClasses none() {
    return new InitialisingClasses();
  }

  static InitialisingClasses of(List<Participant> participants) {
    InitialisingClasses found = new InitialisingClasses();
    for (Participant each : participants) {
      for (FrameImage frame : ((CapturedStack) each.capturedFrames()).frames()) {
        if (frame.method().equals("<clinit>")) {
          found.classes.add(frame.owner());
        }
      }
    }
    return found;
  }

  @Override
  public boolean handles(Class<?> type) {
    return classes.stream().anyMatch(each -> each.isAssignableFrom(type));
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    throw new CannotCaptureException(
        "Cannot checkpoint an object of "
            + object.getClass().getName()
            + ": the static initialiser of its class is in progress; ask again when it is over.");
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    throw new IllegalStateException("Cannot restart: " + type.getName() + " was never captured.");
  }
}
