package org.sigckpt.resource;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import org.sigckpt.image.CaptureContext;
import org.sigckpt.image.ObjectHandler;
import org.sigckpt.image.RestoreContext;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Carries {@code sun.nio.ch.NativeSocketAddress}, a struct sockaddr outside the heap, by content.
 * Its owner, a datagram channel, frees it.
 *
 * <p>Record: the bytes.
 */
final class NativeAddressHandler implements ObjectHandler {
  private static final Class<?> TYPE = RawObjects.type("sun.nio.ch.NativeSocketAddress");
  private static final long ADDRESS = JdkUnsafe.offsetOf(JdkReflection.field(TYPE, "address"));

  /** The size of struct sockaddr_in6, the larger one. */
  private static final int BYTES = 28;

  @Override
  public boolean handles(Class<?> type) {
    return type == TYPE;
  }

  @Override
  public void capture(Object object, CaptureContext out) {
    long address = UNSAFE.getLong(object, ADDRESS);
    for (int i = 0; i < BYTES; i++) {
      out.data().writeByte(UNSAFE.getByte(address + i));
    }
  }

  @Override
  public Object create(Class<?> type, RestoreContext in) {
    long address = UNSAFE.allocateMemory(BYTES);
    for (int i = 0; i < BYTES; i++) {
      UNSAFE.putByte(address + i, in.data().readByte());
    }
    Object object = RawObjects.allocate(type);
    UNSAFE.putLong(object, ADDRESS, address);
    return object;
  }
}
