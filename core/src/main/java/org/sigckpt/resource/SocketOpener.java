package org.sigckpt.resource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sigckpt.resource.SocketImage.Kind;

/**
 * Makes captured sockets and pipes anew and gives away their numbers.
 *
 * <p>Of a connection inside the program the first end that comes makes both; the second finds its
 * own waiting. Its ports are new ones; the program sees the old ones, which the JDK's objects keep.
 */
final class SocketOpener {
  /** What the JDK uses where none is given; the kernel does not tell the old one. */
  private static final int BACKLOG = 50;

  private final Map<String, Integer> waitingEnds = new HashMap<>();

  /**
   * Opens it.
   *
   * @return its number, owned by the caller
   * @throws ResourceLostException if its address is taken
   */
  int open(SocketImage image) {
    try {
      int number =
          switch (image.kind()) {
            case FRESH, LISTENING, DATAGRAM -> unconnected(image);
            case END, PIPE_END -> end(image);
            case RESET -> withoutPeer(image.v4(), true);
            case ENDED -> withoutPeer(image.v4(), false);
          };
      if (image.kind() != Kind.PIPE_END) {
        SocketOptionBits.restore(number, image.options(), image.kind() != Kind.DATAGRAM);
      }
      NetCalls.configureBlocking(number, image.isBlocking());
      return number;
    } catch (IOException e) {
      throw new ResourceLostException(
          "Cannot restore socket "
              + (image.local() == null ? "" : image.local() + " ")
              + "("
              + e.getMessage()
              + "); free its address and restart again.",
          e);
    }
  }

  /** Closes ends whose other end nobody holds any more. */
  void closeUnclaimed() {
    for (int number : waitingEnds.values()) {
      try {
        NetCalls.close(number);
      } catch (IOException e) {
        throw new ResourceLostException("Cannot restore a connection: " + e + ".", e);
      }
    }
    waitingEnds.clear();
  }

  private static int unconnected(SocketImage image) throws IOException {
    boolean stream = image.kind() != Kind.DATAGRAM;
    boolean listens = image.kind() == Kind.LISTENING;
    int number = NetCalls.socket(image.v4(), stream, listens);
    SocketOptionBits.restoreBeforeBind(number, image.options());
    if (image.local() != null) {
      NetCalls.bind(number, image.v4(), image.local());
    }
    if (listens) {
      NetCalls.listen(number, BACKLOG);
    } else if (image.remote() != null) {
      NetCalls.connect(number, image.v4(), image.remote());
    }
    return number;
  }

  private int end(SocketImage image) throws IOException {
    boolean isPipe = image.kind() == Kind.PIPE_END;
    String own = key(image, false);
    String other = key(image, true);
    @Nullable Integer waiting = waitingEnds.remove(own);
    if (waiting == null) {
      int[] both = isPipe ? NetCalls.pipe() : connection(image.v4());
      boolean second = isPipe && image.isWritable();
      waiting = both[second ? 1 : 0];
      waitingEnds.put(other, both[second ? 0 : 1]);
      peers.put(own, both[second ? 0 : 1]);
      peers.put(other, waiting);
    }
    if (image.unread().length > 0) {
      NetCalls.write(Objects.requireNonNull(peers.get(own)), image.unread());
    }
    if (image.outputShut()) {
      NetCalls.shutdownOutput(waiting);
    }
    return waiting;
  }

  private final Map<String, Integer> peers = new HashMap<>();

  private static String key(SocketImage image, boolean ofPeer) {
    if (image.kind() == Kind.PIPE_END) {
      return image.connection() + (image.isWritable() != ofPeer);
    }
    return image.connection() + (ofPeer ? image.remote() : image.local());
  }

  /** Returns a socket whose peer has reset the connection, or closed it. */
  private static int withoutPeer(boolean v4, boolean isReset) throws IOException {
    int[] both = connection(v4);
    if (isReset) {
      NetCalls.setOption(both[1], StandardSocketOptions.SO_LINGER, 0);
    }
    NetCalls.close(both[1]);
    return both[0];
  }

  private static int[] connection(boolean v4) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    int listener = NetCalls.socket(v4, true, true);
    try {
      NetCalls.bind(listener, v4, new InetSocketAddress(loopback, 0));
      NetCalls.listen(listener, 1);
      int number = NetCalls.socket(v4, true, false);
      NetCalls.connect(number, v4, Objects.requireNonNull(NetCalls.local(listener)));
      return new int[] {number, NetCalls.accept(listener)};
    } finally {
      NetCalls.close(listener);
    }
  }
}
