package org.sigckpt.resource;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.List;

/** The switches of a socket that come back; one bit each, in this order. */
final class SocketOptionBits {
  private static final List<SocketOption<Boolean>> BEFORE_BIND =
      List.of(StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT);
  private static final List<SocketOption<Boolean>> STREAM =
      List.of(StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_KEEPALIVE);
  private static final List<SocketOption<Boolean>> DATAGRAM =
      List.of(StandardSocketOptions.SO_BROADCAST);

  private SocketOptionBits() {}

  static int capture(int number, boolean stream) throws IOException {
    int bits = 0;
    int bit = 0;
    for (SocketOption<Boolean> option : BEFORE_BIND) {
      bits |= isSet(number, option) << bit++;
    }
    for (SocketOption<Boolean> option : stream ? STREAM : DATAGRAM) {
      bits |= isSet(number, option) << bit++;
    }
    return bits;
  }

  static void restoreBeforeBind(int number, int bits) throws IOException {
    for (int i = 0; i < BEFORE_BIND.size(); i++) {
      NetCalls.setOption(number, BEFORE_BIND.get(i), (bits >> i & 1) != 0);
    }
  }

  static void restore(int number, int bits, boolean stream) throws IOException {
    List<SocketOption<Boolean>> options = stream ? STREAM : DATAGRAM;
    for (int i = 0; i < options.size(); i++) {
      if ((bits >> i + BEFORE_BIND.size() & 1) != 0) {
        NetCalls.setOption(number, options.get(i), true);
      }
    }
  }

  private static int isSet(int number, SocketOption<Boolean> option) throws IOException {
    return Boolean.TRUE.equals(NetCalls.option(number, option)) ? 1 : 0;
  }
}
