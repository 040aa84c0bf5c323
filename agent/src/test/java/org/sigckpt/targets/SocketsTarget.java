package org.sigckpt.targets;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Threads blocked in calls on sockets, selectors and pipes while main stands at its pauses. */
public final class SocketsTarget {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final List<Thread> THREADS = new ArrayList<>();
  private static final List<Callable<?>> RELEASES = new ArrayList<>();
  private static final List<String> RESULTS = new ArrayList<>();

  private SocketsTarget() {}

  private static Thread start(String name, Callable<?> body) {
    Thread thread =
        new Thread(
            () -> {
              String result;
              try {
                result = name + " " + body.call();
              } catch (Exception e) {
                result = name + " ended by " + e;
              }
              synchronized (RESULTS) {
                RESULTS.add(result);
              }
            },
            name);
    thread.start();
    THREADS.add(thread);
    return thread;
  }

  private static ByteBuffer bytes(int value) {
    return ByteBuffer.wrap(new byte[] {(byte) value});
  }

  private static int value(ByteBuffer read) {
    return read.position() == 0 ? -1 : read.get(0);
  }

  private static void listeners() throws IOException {
    ServerSocket plain = new ServerSocket(0, 1, HERE);
    start("accept", () -> plain.accept().isConnected());
    RELEASES.add(() -> new Socket(HERE, plain.getLocalPort()));
    ServerSocket timed = new ServerSocket(0, 1, HERE);
    timed.setSoTimeout(60_000);
    start("timed accept", () -> timed.accept().isConnected());
    RELEASES.add(() -> new Socket(HERE, timed.getLocalPort()));
    ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
    start("channel accept", () -> channel.accept().isConnected());
    RELEASES.add(() -> SocketChannel.open(channel.getLocalAddress()));
    ServerSocketChannel left = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
    Thread accepting = start("interrupted", left::accept);
    RELEASES.add(
        () -> {
          accepting.interrupt();
          return null;
        });
    ServerSocket closed = new ServerSocket(0, 1, HERE);
    start("closed", closed::accept);
    RELEASES.add(
        () -> {
          closed.close();
          return null;
        });
  }

  private static Socket[] connection() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, HERE)) {
      return new Socket[] {new Socket(HERE, server.getLocalPort()), server.accept()};
    }
  }

  private static void connections() throws IOException {
    Socket[] read = connection();
    read[1].getOutputStream().write(1);
    start(
        "read", () -> read[0].getInputStream().read() + " then " + read[0].getInputStream().read());
    RELEASES.add(
        () -> {
          read[1].getOutputStream().write(2);
          return null;
        });
    SocketChannel channel;
    SocketChannel peer;
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(HERE, 0));
      channel = SocketChannel.open(server.getLocalAddress());
      peer = server.accept();
    }
    start(
        "channel read",
        () -> {
          ByteBuffer target = ByteBuffer.allocate(4);
          channel.read(target);
          return value(target);
        });
    RELEASES.add(() -> peer.write(bytes(3)));
    Pipe pipe = Pipe.open();
    start(
        "pipe",
        () -> {
          ByteBuffer target = ByteBuffer.allocate(4);
          pipe.source().read(target);
          return value(target);
        });
    RELEASES.add(() -> pipe.sink().write(bytes(4)));
  }

  /** What is opened later gets the numbers that these had. */
  private static List<Closeable> closed() throws IOException {
    List<Closeable> closed = new ArrayList<>(List.of(connection()));
    closed.add(new ServerSocket(0, 1, HERE));
    closed.add(ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0)));
    closed.add(SocketChannel.open());
    closed.add(DatagramChannel.open().bind(new InetSocketAddress(HERE, 0)));
    closed.add(new DatagramSocket(0, HERE));
    Pipe pipe = Pipe.open();
    closed.add(pipe.sink());
    closed.add(pipe.source());
    for (Closeable each : closed) {
      each.close();
    }
    return closed;
  }

  private static void selectors() throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT, "attachment");
    start(
        "select",
        () -> selector.select() + " " + selector.selectedKeys().iterator().next().attachment());
    RELEASES.add(() -> SocketChannel.open(server.getLocalAddress()));
    Selector woken = Selector.open();
    start("wakeup", woken::select);
    RELEASES.add(woken::wakeup);
    Selector timed = Selector.open();
    start("timed select", () -> timed.select(500));
    DatagramChannel datagrams = DatagramChannel.open().bind(new InetSocketAddress(HERE, 0));
    start(
        "datagram",
        () -> {
          ByteBuffer target = ByteBuffer.allocate(4);
          datagrams.receive(target);
          return value(target);
        });
    RELEASES.add(
        () -> {
          byte[] content = {5};
          DatagramPacket packet =
              new DatagramPacket(content, 1, (InetSocketAddress) datagrams.getLocalAddress());
          try (DatagramSocket sender = new DatagramSocket()) {
            sender.send(packet);
          }
          return null;
        });
  }

  public static void main(String[] arguments) throws Exception {
    List<Closeable> closed = closed();
    listeners();
    connections();
    selectors();
    Socket[] unread = connection();
    unread[0].setTcpNoDelay(true);
    unread[1].getOutputStream().write(new byte[] {6, 7, 8});
    Pipe pipe = Pipe.open();
    pipe.sink().write(bytes(9));
    int port = unread[0].getLocalPort();
    Pauses.here();
    System.out.println("unread " + unread[0].getInputStream().read());
    for (Closeable each : closed) {
      each.close();
    }
    Pauses.here();
    System.out.println("unread " + unread[0].getInputStream().read());
    ByteBuffer target = ByteBuffer.allocate(4);
    pipe.source().read(target);
    System.out.println(
        "unread " + value(target) + ", same port " + (port == unread[0].getLocalPort()));
    System.out.println("no delay " + unread[0].getTcpNoDelay());
    for (Callable<?> release : RELEASES) {
      release.call();
    }
    for (Thread thread : THREADS) {
      thread.join();
    }
    RESULTS.sort(null);
    RESULTS.forEach(System.out::println);
    System.exit(0);
  }
}
