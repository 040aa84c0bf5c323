package org.sigckpt.resource;

import java.nio.channels.Channel;
import java.nio.file.WatchKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.ObjectHandler;

/**
 * Resources of the file system and of processes that can't be opened again where they stood. Once
 * they are closed, they are ordinary objects.
 */
final class RefusedResources {
  private static final String WATCH_SERVICE = "sun.nio.fs.AbstractWatchService";

  private RefusedResources() {}

  static List<ObjectHandler> handlers() {
    List<ObjectHandler> handlers = new ArrayList<>();
    handlers.add(
        refuse(
            "sun.nio.fs.LinuxWatchService",
            service -> !RawObjects.getBoolean(service, RawObjects.type(WATCH_SERVICE), "closed"),
            "watch service: events between checkpoint and restart would be lost; close it before"
                + " the checkpoint"));
    handlers.add(
        refuse(
            "sun.nio.fs.LinuxWatchService$LinuxWatchKey",
            key -> ((WatchKey) key).isValid(),
            "watch key: events between checkpoint and restart would be lost; cancel it before the"
                + " checkpoint"));
    handlers.add(
        refuse(
            "sun.nio.ch.SimpleAsynchronousFileChannelImpl",
            channel -> ((Channel) channel).isOpen(),
            "asynchronous file channel: operations may be under way in its threads; close it before"
                + " the checkpoint"));
    handlers.add(
        refuse(
            "java.lang.ProcessImpl",
            process -> ((Process) process).isAlive(),
            "child process: it lives on its own and is no child of the restarted JVM; wait for its"
                + " end before the checkpoint"));
    return handlers;
  }

  private static ObjectHandler refuse(
      String type, Predicate<Object> isOpen, String reasonAndRemedy) {
    return new FieldCopyHandler(
        RawObjects.type(type),
        Set.of(),
        object -> {
          if (isOpen.test(object)) {
            throw new CannotCaptureException("Cannot checkpoint " + reasonAndRemedy + ".");
          }
        },
        object -> {});
  }
}
