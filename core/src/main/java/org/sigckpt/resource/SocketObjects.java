package org.sigckpt.resource;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.CannotCaptureException;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.NativeThreads;

/**
 * The JDK's own objects above sockets and pipes: by value, mended where they hold what belongs to a
 * process.
 *
 * <pre>
 *   Socket, ServerSocket ── NioSocketImpl ─┐                     readerThread, writerThread:
 *   SocketChannelImpl, …  ─────────────────┴─ FileDescriptor     native ids of threads in a call
 *        │ fdVal: its number
 *   SelectionKeyImpl ── EPollSelectorImpl    epfd, poll array, event: made anew
 *                            └── fdToKey     keyed by number
 * </pre>
 *
 * <p>The numbers are known when all is read ({@link #finish}), the native ids when the threads have
 * started ({@link #threadsStarted}): the thread in a call is the owner of the lock that the call
 * takes.
 */
final class SocketObjects {
  /** As many as the JDK takes. */
  private static final int EVENTS = 1024;

  private static final Class<?> KEY = RawObjects.type("sun.nio.ch.SelectionKeyImpl");
  private static final Class<?> SELECTOR = RawObjects.type("sun.nio.ch.EPollSelectorImpl");
  private static final Class<?> OPEN_STATE =
      RawObjects.type("java.nio.channels.spi.AbstractSelector");

  /** Class, and the lock behind which each field with a native id is written. */
  private static final Map<String, Map<String, String>> CALLS =
      Map.of(
          "sun.nio.ch.NioSocketImpl",
          Map.of("readerThread", "readLock", "writerThread", "writeLock"),
          "sun.nio.ch.SocketChannelImpl",
          Map.of("readerThread", "readLock", "writerThread", "writeLock"),
          "sun.nio.ch.DatagramChannelImpl",
          Map.of("readerThread", "readLock", "writerThread", "writeLock"),
          "sun.nio.ch.ServerSocketChannelImpl",
          Map.of("thread", "acceptLock"),
          "sun.nio.ch.SourceChannelImpl",
          Map.of("thread", "readLock"),
          "sun.nio.ch.SinkChannelImpl",
          Map.of("thread", "writeLock"));

  private final List<Object> channels = new ArrayList<>();
  private final List<Object> selectors = new ArrayList<>();

  List<ObjectHandler> handlers() {
    List<ObjectHandler> handlers = new ArrayList<>();
    // Sorted: an image knows a handler by its place in the list.
    for (String type : new TreeSet<>(CALLS.keySet())) {
      handlers.add(
          new FieldCopyHandler(
              RawObjects.type(type), Set.of(), SocketObjects::check, channels::add));
    }
    for (String type : List.of("java.net.SocksSocketImpl", "sun.nio.ch.DummySocketImpl")) {
      handlers.add(
          new FieldCopyHandler(RawObjects.type(type), Set.of(), object -> {}, object -> {}));
    }
    handlers.add(
        new FieldCopyHandler(
            SELECTOR, Set.of("epfd", "pollArrayAddress"), object -> {}, selectors::add));
    handlers.add(new NativeAddressHandler());
    return handlers;
  }

  private static void check(Object channel) {
    Field field = JdkReflection.fieldOrNull(channel.getClass(), "registry");
    Object registry = field == null ? null : JdkUnsafe.get(channel, field);
    if (registry != null
        && RawObjects.get(registry, "groups") instanceof Map<?, ?> groups
        && !groups.isEmpty()) {
      throw new CannotCaptureException(
          "Cannot checkpoint datagram channel "
              + channel
              + ": it is a member of multicast groups; leave them before the checkpoint.");
    }
  }

  /** Puts the new numbers where the old ones stood. */
  void finish() {
    try {
      for (Object channel : channels) {
        Field number = JdkReflection.fieldOrNull(channel.getClass(), "fdVal");
        if (number != null) {
          UNSAFE.putInt(channel, JdkUnsafe.offsetOf(number), numberOf(channel));
        }
      }
      for (Object selector : selectors) {
        if (!RawObjects.getBoolean(selector, OPEN_STATE, "closed")) {
          open(selector);
        }
      }
    } catch (IOException e) {
      throw new ResourceLostException("Cannot restore a selector: " + e + ".", e);
    }
  }

  private static void open(Object selector) throws IOException {
    int epoll = NetCalls.newEpoll();
    putInt(selector, "epfd", epoll);
    UNSAFE.putLong(
        selector,
        JdkUnsafe.offsetOf(JdkReflection.field(SELECTOR, "pollArrayAddress")),
        NetCalls.allocatePollArray(EVENTS));
    int event = NetCalls.newEvent(epoll);
    putInt(RawObjects.require(selector, "eventfd"), "efd", event);
    if (RawObjects.getBoolean(selector, SELECTOR, "interruptTriggered")) {
      NetCalls.signalEvent(event);
    }
    @SuppressWarnings("unchecked")
    Map<Integer, Object> keys = (Map<Integer, Object>) RawObjects.require(selector, "fdToKey");
    Collection<Object> registered = new ArrayList<>(keys.values());
    keys.clear();
    for (Object key : registered) {
      int number = numberOf(RawObjects.require(key, "channel"));
      int events =
          UNSAFE.getInt(key, JdkUnsafe.offsetOf(JdkReflection.field(KEY, "registeredEvents")));
      keys.put(number, key);
      if (events != 0 && number >= 0) {
        NetCalls.register(epoll, number, events);
      }
    }
  }

  /** Lets the close of a channel wake who is in a call on it. */
  void threadsStarted() {
    for (Object channel : channels) {
      CALLS
          .getOrDefault(channel.getClass().getName(), Map.of())
          .forEach((field, lock) -> putCaller(channel, field, lock));
    }
  }

  private static void putCaller(Object channel, String field, String lock) {
    long offset = JdkUnsafe.offsetOf(JdkReflection.field(channel.getClass(), field));
    if (UNSAFE.getLong(channel, offset) > 0) {
      Object sync = RawObjects.require(RawObjects.require(channel, lock), "sync");
      Object owner = RawObjects.get(sync, "exclusiveOwnerThread");
      UNSAFE.putLong(channel, offset, owner instanceof Thread thread ? idOf(thread) : 0);
    }
  }

  private static long idOf(Thread thread) {
    return NativeThreads.idOf(thread);
  }

  private static void putInt(Object object, String field, int value) {
    UNSAFE.putInt(object, JdkUnsafe.offsetOf(JdkReflection.field(object.getClass(), field)), value);
  }

  private static int numberOf(Object channel) {
    @Nullable Object descriptor = RawObjects.get(channel, "fd");
    return descriptor == null ? -1 : NetCalls.number((FileDescriptor) descriptor);
  }
}
