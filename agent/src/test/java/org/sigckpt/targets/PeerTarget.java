package org.sigckpt.targets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Has something to do with the network outside: {@code connect PORT} or {@code listen}. */
public final class PeerTarget {
  private PeerTarget() {}

  private static void connect(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Pauses.here();
      try {
        socket.getOutputStream().write(7);
        System.out.println("read " + socket.getInputStream().read());
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static void listen() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println("PORT " + server.getLocalPort());
      Pauses.here();
    }
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("connect")) {
      connect(Integer.parseInt(arguments[1]));
    } else {
      listen();
    }
  }
}
