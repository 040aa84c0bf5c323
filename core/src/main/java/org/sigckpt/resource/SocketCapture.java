package org.sigckpt.resource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.resource.SocketImage.Kind;

/**
 * Makes a {@link SocketImage} of a socket or a pipe's end, or says why it can't be carried.
 *
 * <p><b>Bytes on the way.</b> Where both ends are inside the program, what was sent and not yet
 * read is read here and sent again from the other end, so a program that goes on finds it as it
 * was: all its threads stand, so nobody else reads or writes meanwhile. That the bytes fit again is
 * known, because they were there. What the kernel still holds on the sender's side is more than a
 * receiver takes, and is refused; so are bytes that came before the end of a half-closed
 * connection.
 *
 * <p><b>Connections in transition.</b> One that the program has not accepted yet, and one whose
 * other end is closed with something left to read, the program is about to change; the checkpoint
 * is tried again.
 */
final class SocketCapture {
  private static final int LARGEST_UNREAD_BYTES = 64 << 10;
  private static final int ACKNOWLEDGE_TRIES = 100;
  private static final byte[] NOTHING = {};

  private final SocketPolicy policy;

  SocketCapture(SocketPolicy policy) {
    this.policy = policy;
  }

  /** Returns null if the file is neither a socket nor a pipe with both ends inside the program. */
  @Nullable SocketImage capture(int number) {
    try {
      OpenFile file = OpenFile.of(number);
      if (file.link().startsWith("pipe:")) {
        return capturePipe(file);
      }
      return file.link().startsWith("socket:") && NetCalls.isInternet(number)
          ? captureSocket(file)
          : null;
    } catch (IOException e) {
      throw new CannotCaptureException(
          "Cannot checkpoint socket " + number + ": " + e + "; close it before the checkpoint.");
    }
  }

  private SocketImage captureSocket(OpenFile file) throws IOException {
    int number = file.number();
    boolean stream = NetCalls.isStream(number);
    InetSocketAddress local = NetCalls.local(number);
    InetSocketAddress bound = local == null || local.getPort() == 0 ? null : local;
    InetSocketAddress remote = NetCalls.remote(number);
    Kind kind =
        !stream
            ? Kind.DATAGRAM
            : NetCalls.isListening(number)
                ? Kind.LISTENING
                : remote == null && TcpQueues.of(file.link()) == null ? Kind.FRESH : Kind.RESET;
    if (kind == Kind.RESET) {
      return captureConnection(file, bound, remote);
    }
    return new SocketImage(
        kind,
        NetCalls.isV4(number),
        file.flags(),
        bound,
        remote,
        "",
        SocketOptionBits.capture(number, stream),
        false,
        NOTHING);
  }

  private SocketImage captureConnection(
      OpenFile file, @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote)
      throws IOException {
    int number = file.number();
    int options = SocketOptionBits.capture(number, true);
    boolean v4 = NetCalls.isV4(number);
    OpenFile peer = local == null || remote == null ? null : peerOf(local, remote);
    TcpQueues own = TcpQueues.of(file.link());
    TcpQueues other = peer == null ? null : TcpQueues.of(peer.link());
    if (peer != null && own != null && other != null && own.isOpen() && other.isOpen()) {
      String first = local + " " + remote;
      String second = remote + " " + local;
      String connection = first.compareTo(second) < 0 ? first : second;
      byte[] unread = unread(file, peer, "socket " + local + " to " + remote);
      return new SocketImage(
          Kind.END, v4, file.flags(), local, remote, connection, options, own.outputShut(), unread);
    }
    if (peer == null && own != null && remote != null && isLeft(own, local, remote)) {
      return ended(file, local, remote, options);
    }
    if (peer == null && remote != null && isListenedTo(remote)) {
      throw CannotCaptureException.passing(
          "Cannot checkpoint socket "
              + local
              + " to "
              + remote
              + ": the program has not accepted the connection yet; accept it before the"
              + " checkpoint.");
    }
    if (policy == SocketPolicy.FAIL) {
      throw new CannotCaptureException(
          "Cannot checkpoint socket "
              + local
              + " to "
              + remote
              + ": the connection is established and its other end is outside the program, policy"
              + " is fail; close it before the checkpoint, or set sockets=close.");
    }
    return new SocketImage(
        Kind.RESET, v4, file.flags(), local, remote, "", options, false, NOTHING);
  }

  /** Returns whether the other end was on this machine, and no process has it any more. */
  private static boolean isLeft(
      TcpQueues own, @Nullable InetSocketAddress local, InetSocketAddress remote)
      throws IOException {
    return own.isAtEnd()
        && local != null
        && remote.getAddress().isLoopbackAddress()
        && !TcpQueues.isHeld(remote.getPort(), local.getPort());
  }

  private static SocketImage ended(
      OpenFile file, @Nullable InetSocketAddress local, InetSocketAddress remote, int options)
      throws IOException {
    int number = file.number();
    int unread = NetCalls.availableBytes(number);
    if (unread > 0) {
      throw CannotCaptureException.passing(
          "Cannot checkpoint socket "
              + local
              + " to "
              + remote
              + ": its other end is closed, and "
              + unread
              + " bytes are unread in it; read them before the checkpoint.");
    }
    return new SocketImage(
        Kind.ENDED,
        NetCalls.isV4(number),
        file.flags(),
        local,
        remote,
        "",
        options,
        false,
        NOTHING);
  }

  /** Returns whether the program listens on that port. */
  private static boolean isListenedTo(InetSocketAddress address) throws IOException {
    for (OpenFile file : openFiles("socket:")) {
      InetSocketAddress bound =
          NetCalls.isInternet(file.number()) && NetCalls.isStream(file.number())
              ? NetCalls.local(file.number())
              : null;
      if (bound != null
          && bound.getPort() == address.getPort()
          && NetCalls.isListening(file.number())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable OpenFile peerOf(InetSocketAddress local, InetSocketAddress remote)
      throws IOException {
    for (OpenFile file : openFiles("socket:")) {
      if (NetCalls.isInternet(file.number())
          && NetCalls.isStream(file.number())
          && remote.equals(NetCalls.local(file.number()))
          && local.equals(NetCalls.remote(file.number()))) {
        return file;
      }
    }
    return null;
  }

  private static byte[] unread(OpenFile file, OpenFile peer, String name) throws IOException {
    int length = NetCalls.availableBytes(file.number());
    TcpQueues sender = TcpQueues.of(peer.link());
    for (int i = 0; sender != null && sender.unsentBytes() > length; i++) {
      if (i == ACKNOWLEDGE_TRIES) {
        throw CannotCaptureException.passing(
            "Cannot checkpoint "
                + name
                + ": "
                + sender.unsentBytes()
                + " bytes are on their way in it; read them before the checkpoint.");
      }
      LockSupport.parkNanos(1_000_000); // What was read may not be acknowledged yet.
      length = NetCalls.availableBytes(file.number());
      sender = TcpQueues.of(peer.link());
    }
    if (length == 0) {
      return NOTHING;
    }
    if (length > LARGEST_UNREAD_BYTES || sender == null || sender.outputShut()) {
      throw CannotCaptureException.passing(
          "Cannot checkpoint "
              + name
              + ": "
              + length
              + " bytes are unread in it"
              + (length > LARGEST_UNREAD_BYTES ? "" : " and its other end is half closed")
              + "; read them before the checkpoint.");
    }
    return readAndSendAgain(file.number(), peer.number(), length);
  }

  private static byte[] readAndSendAgain(int number, int sender, int length) throws IOException {
    byte[] bytes = NetCalls.read(number, length);
    NetCalls.write(sender, bytes);
    return bytes;
  }

  private static @Nullable SocketImage capturePipe(OpenFile file) throws IOException {
    boolean writes = (file.flags() & OpenFile.O_ACCMODE) != 0;
    for (OpenFile other : openFiles(file.link())) {
      boolean otherWrites = (other.flags() & OpenFile.O_ACCMODE) != 0;
      if (writes != otherWrites) {
        int length = writes ? 0 : NetCalls.availableBytes(file.number());
        byte[] unread =
            length == 0 ? NOTHING : readAndSendAgain(file.number(), other.number(), length);
        return new SocketImage(
            Kind.PIPE_END, false, file.flags(), null, null, file.link(), 0, false, unread);
      }
    }
    return null;
  }

  /** Returns those whose link begins so, standard streams left out. */
  private static List<OpenFile> openFiles(String link) throws IOException {
    List<OpenFile> found = new ArrayList<>();
    try (DirectoryStream<Path> numbers = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path path : numbers) {
        int number = Integer.parseInt(path.getFileName().toString());
        try {
          if (number > 2 && Files.readSymbolicLink(path).toString().startsWith(link)) {
            found.add(OpenFile.of(number));
          }
        } catch (NoSuchFileException e) {
          continue; // The one that lists the folder.
        }
      }
    }
    return found;
  }
}
