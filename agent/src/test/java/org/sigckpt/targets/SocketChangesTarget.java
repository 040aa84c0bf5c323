package org.sigckpt.targets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/**
 * Connections that come and go while main stands at its pauses: for a third of the time one waits
 * to be accepted, or has bytes to read from an end that is closed. One stays whose other end is
 * closed.
 */
public final class SocketChangesTarget {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Semaphore CONNECTED = new Semaphore(0);
  private static final Semaphore CLOSED = new Semaphore(0);
  private static volatile boolean ended;

  private SocketChangesTarget() {}

  private static String connect(int port) throws Exception {
    int turn = 0;
    for (; !ended; turn++) {
      try (Socket client = new Socket(HERE, port)) {
        Thread.sleep(2); // so long is it not accepted
        CONNECTED.release();
        client.getOutputStream().write(turn & 0x7F);
        if (client.getInputStream().read() != (turn & 0x7F)) {
          return "wrong answer in turn " + turn;
        }
        client.getOutputStream().write(1);
      }
      Thread.sleep(2); // so long has a closed one something to read
      CLOSED.release();
      Thread.sleep(8);
    }
    return "every answer was right";
  }

  private static void serve(ServerSocket server) throws Exception {
    for (; ; ) {
      CONNECTED.acquire();
      try (Socket accepted = server.accept()) {
        accepted.getOutputStream().write(accepted.getInputStream().read());
        CLOSED.acquire();
        if (accepted.getInputStream().read() != 1 || accepted.getInputStream().read() != -1) {
          throw new IOException("wrong end");
        }
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    ServerSocket server = new ServerSocket(0, 50, HERE);
    Socket left;
    try (Socket other = new Socket(HERE, server.getLocalPort())) {
      left = server.accept();
      other.getOutputStream().write(5);
    }
    System.out.println(left.getInputStream().read() + " " + left.getInputStream().read());
    String[] result = new String[1];
    Thread serving =
        new Thread(
            () -> {
              try {
                serve(server);
              } catch (Exception e) {
                e.printStackTrace();
              }
            });
    serving.start();
    Thread connecting =
        new Thread(
            () -> {
              try {
                result[0] = connect(server.getLocalPort());
              } catch (Exception e) {
                result[0] = e.toString();
              }
            });
    connecting.start();
    Pauses.here();
    System.out.println(left.isConnected() + " " + left.getInputStream().read());
    Pauses.here();
    System.out.println(left.getInputStream().read());
    ended = true;
    connecting.join();
    System.out.println(result[0]);
    System.exit(0);
  }
}
