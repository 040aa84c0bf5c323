package org.sigckpt.resource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sigckpt.image.ObjectHandler;

/** The handlers of everything that has to do with open files and sockets. */
public final class FileResources {
  private FileResources() {}

  /**
   * Returns fresh handlers, for one checkpoint or one restart.
   *
   * @param policy what happens to what was written after the checkpoint
   * @param relocation where a jar of the program lies now; see {@link RestoredClassPath#relocate}
   * @param sockets of the same checkpoint or restart
   */
  public static List<ObjectHandler> handlers(
      FilePolicy policy, UnaryOperator<Path> relocation, SocketResources sockets) {
    List<ObjectHandler> handlers = new ArrayList<>();
    handlers.add(new FileDescriptorHandler(policy, sockets));
    handlers.addAll(sockets.handlers());
    handlers.add(new FileChannels());
    handlers.add(FileLocks.locks());
    handlers.add(new NativeThreadSetHandler());
    ZipSources sources = new ZipSources(relocation);
    handlers.add(new ZipSourceHandler(sources));
    handlers.add(new ZipResourceHandler(sources));
    handlers.add(ZipSources.inflatingStreams());
    handlers.addAll(RuntimeImageHandlers.list());
    handlers.add(new ThreadContainerHandler());
    handlers.addAll(DesktopHandlers.list());
    handlers.add(new DirectoryStreamHandler());
    handlers.add(new SecureDirectoryStreamHandler());
    handlers.addAll(RefusedResources.handlers());
    return List.copyOf(handlers);
  }
}
