package org.sigckpt.resource;

import java.util.List;
import org.sigckpt.image.ObjectHandler;

/** Everything that has to do with sockets, selectors and pipes, for one checkpoint or restart. */
public final class SocketResources {
  final SocketCapture capture;
  final SocketOpener opener = new SocketOpener();
  private final SocketObjects objects = new SocketObjects();

  /** Starts fresh; the policy matters at the checkpoint only. */
  public SocketResources(SocketPolicy policy) {
    capture = new SocketCapture(policy);
  }

  List<ObjectHandler> handlers() {
    return objects.handlers();
  }

  /** Completes what needs all objects; called when the image has been read. */
  public void finish() {
    opener.closeUnclaimed();
    objects.finish();
  }

  /** Completes what needs the native threads; called when all have started. */
  public void threadsStarted() {
    objects.threadsStarted();
  }
}
