package org.sigckpt.resource;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import jdk.internal.access.JavaIOFileDescriptorAccess;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.MissingInternalException;

/** System calls on sockets and pipes by their number, through the natives of {@code sun.nio.ch}. */
final class NetCalls {
  static final int SHUT_WR = 1;

  // socket.h of Linux, the same on all architectures that the JDK runs on today.
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private static final JavaIOFileDescriptorAccess DESCRIPTORS =
      SharedSecrets.getJavaIOFileDescriptorAccess();
  private static final Class<?> NET = RawObjects.type("sun.nio.ch.Net");
  private static final Class<?> IO = RawObjects.type("sun.nio.ch.IOUtil");
  private static final Class<?> EPOLL = RawObjects.type("sun.nio.ch.EPoll");
  private static final Class<?> EVENT_FD = RawObjects.type("sun.nio.ch.EventFD");
  private static final Class<?> CLOSER = RawObjects.type("sun.nio.ch.SocketDispatcher");
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLLIN = 1;

  private NetCalls() {}

  /** Returns a descriptor object for the number; nothing closes it. */
  static FileDescriptor descriptor(int number) {
    FileDescriptor descriptor = new FileDescriptor();
    DESCRIPTORS.set(descriptor, number);
    return descriptor;
  }

  static int number(FileDescriptor descriptor) {
    return DESCRIPTORS.get(descriptor);
  }

  /**
   * Returns the new socket.
   *
   * @param server gets SO_REUSEADDR, as the JDK's own do
   */
  static int socket(boolean v4, boolean stream, boolean server) throws IOException {
    return (Integer)
        call(
            NET,
            "socket0",
            new Class<?>[] {boolean.class, boolean.class, boolean.class, boolean.class},
            !v4,
            stream,
            server,
            false);
  }

  static void bind(int number, boolean v4, InetSocketAddress local) throws IOException {
    call(
        NET,
        "bind",
        new Class<?>[] {ProtocolFamily.class, FileDescriptor.class, InetAddress.class, int.class},
        v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6,
        descriptor(number),
        local.getAddress(),
        local.getPort());
  }

  static void listen(int number, int backlog) throws IOException {
    call(
        NET,
        "listen",
        new Class<?>[] {FileDescriptor.class, int.class},
        descriptor(number),
        backlog);
  }

  static void connect(int number, boolean v4, InetSocketAddress remote) throws IOException {
    call(
        NET,
        "connect",
        new Class<?>[] {ProtocolFamily.class, FileDescriptor.class, InetAddress.class, int.class},
        v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6,
        descriptor(number),
        remote.getAddress(),
        remote.getPort());
  }

  static int accept(int number) throws IOException {
    FileDescriptor accepted = new FileDescriptor();
    call(
        NET,
        "accept",
        new Class<?>[] {FileDescriptor.class, FileDescriptor.class, InetSocketAddress[].class},
        descriptor(number),
        accepted,
        new InetSocketAddress[1]);
    return number(accepted);
  }

  static void shutdownOutput(int number) throws IOException {
    call(
        NET,
        "shutdown",
        new Class<?>[] {FileDescriptor.class, int.class},
        descriptor(number),
        SHUT_WR);
  }

  static void close(int number) throws IOException {
    Object dispatcher = RawObjects.allocate(CLOSER);
    try {
      Method close = closeMethod();
      close.invoke(dispatcher, descriptor(number));
    } catch (InvocationTargetException e) {
      throw ioException(e);
    } catch (ReflectiveOperationException e) {
      throw new MissingInternalException("SocketDispatcher.close", e);
    }
  }

  /** Declared in UnixDispatcher on 25. */
  private static Method closeMethod() {
    for (Class<?> type = CLOSER; type != null; type = type.getSuperclass()) {
      for (Method method : JdkReflection.methods(type)) {
        if (method.getName().equals("close") && method.getParameterCount() == 1) {
          method.setAccessible(true);
          return method;
        }
      }
    }
    throw new MissingInternalException("SocketDispatcher.close");
  }

  static int availableBytes(int number) throws IOException {
    return (Integer)
        call(NET, "available", new Class<?>[] {FileDescriptor.class}, descriptor(number));
  }

  static @Nullable InetSocketAddress local(int number) throws IOException {
    return (InetSocketAddress)
        call(NET, "localAddress", new Class<?>[] {FileDescriptor.class}, descriptor(number));
  }

  /** Returns null if the socket is not connected. */
  static @Nullable InetSocketAddress remote(int number) {
    try {
      return (InetSocketAddress)
          call(NET, "remoteAddress", new Class<?>[] {FileDescriptor.class}, descriptor(number));
    } catch (IOException e) {
      return null;
    }
  }

  static boolean isInternet(int number) throws IOException {
    int family = option(number, SO_DOMAIN);
    return family == AF_INET || family == AF_INET6;
  }

  static boolean isV4(int number) throws IOException {
    return option(number, SO_DOMAIN) == AF_INET;
  }

  static boolean isStream(int number) throws IOException {
    return option(number, SO_TYPE) == SOCK_STREAM;
  }

  static boolean isListening(int number) throws IOException {
    return option(number, SO_ACCEPTCONN) != 0;
  }

  private static int option(int number, int name) throws IOException {
    return (Integer)
        call(
            NET,
            "getIntOption0",
            new Class<?>[] {FileDescriptor.class, boolean.class, int.class, int.class},
            descriptor(number),
            false,
            SOL_SOCKET,
            name);
  }

  static @Nullable Object option(int number, SocketOption<?> option) throws IOException {
    return call(
        NET,
        "getSocketOption",
        new Class<?>[] {FileDescriptor.class, SocketOption.class},
        descriptor(number),
        option);
  }

  static void setOption(int number, SocketOption<?> option, Object value) throws IOException {
    call(
        NET,
        "setSocketOption",
        new Class<?>[] {FileDescriptor.class, SocketOption.class, Object.class},
        descriptor(number),
        option,
        value);
  }

  static void configureBlocking(int number, boolean blocking) throws IOException {
    call(
        IO,
        "configureBlocking",
        new Class<?>[] {FileDescriptor.class, boolean.class},
        descriptor(number),
        blocking);
  }

  /** Returns the numbers of both ends of a new pipe, the reading one first. */
  static int[] pipe() throws IOException {
    long ends = (Long) call(IO, "makePipe", new Class<?>[] {boolean.class}, true);
    return new int[] {(int) (ends >>> 32), (int) ends};
  }

  static int newEpoll() throws IOException {
    return (Integer) call(EPOLL, "create", new Class<?>[0]);
  }

  static long allocatePollArray(int events) throws IOException {
    return (Long) call(EPOLL, "allocatePollArray", new Class<?>[] {int.class}, events);
  }

  static void register(int epoll, int number, int events) throws IOException {
    call(
        EPOLL,
        "ctl",
        new Class<?>[] {int.class, int.class, int.class, int.class},
        epoll,
        EPOLL_CTL_ADD,
        number,
        events);
  }

  static int newEvent(int epoll) throws IOException {
    int number = (Integer) call(EVENT_FD, "eventfd0", new Class<?>[0]);
    configureBlocking(number, false);
    register(epoll, number, EPOLLIN);
    return number;
  }

  static void signalEvent(int number) throws IOException {
    call(EVENT_FD, "set0", new Class<?>[] {int.class}, number);
  }

  /** Reads bytes that are there. */
  static byte[] read(int number, int lengthBytes) throws IOException {
    @SuppressWarnings("resource") // closing it would close the socket
    FileInputStream in = new FileInputStream(descriptor(number));
    byte[] bytes = new byte[lengthBytes];
    for (int done = 0; done < lengthBytes; ) {
      int count = in.read(bytes, done, lengthBytes - done);
      if (count < 0) {
        throw new EOFException(lengthBytes - done + " bytes are missing");
      }
      done += count;
    }
    return bytes;
  }

  static void write(int number, byte[] bytes) throws IOException {
    @SuppressWarnings("resource") // closing it would close the socket
    FileOutputStream out = new FileOutputStream(descriptor(number));
    out.write(bytes);
  }

  private static Object call(Class<?> owner, String name, Class<?>[] types, Object... arguments)
      throws IOException {
    try {
      return JdkReflection.method(owner, name, types).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw ioException(e);
    } catch (IllegalAccessException e) {
      throw new MissingInternalException(owner.getName() + "." + name, e);
    }
  }

  private static IOException ioException(InvocationTargetException e) {
    return e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
  }
}
