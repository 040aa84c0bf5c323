package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import org.sigckpt.internals.JdkUnsafe;

/** Memory outside the heap that grows as it is appended to. */
final class NativeBuffer implements AutoCloseable {
  /** Offset of element 0 of a byte[]; the JDK's own constant changed its type. */
  static final long BYTE_ARRAY_BASE = JdkUnsafe.arrayBaseOffset(byte[].class);

  private long capacityBytes;
  private long addressBytes;
  private long lengthBytes;

  NativeBuffer(long capacityBytes) {
    this.capacityBytes = capacityBytes;
    this.addressBytes = UNSAFE.allocateMemory(capacityBytes);
  }

  long address() {
    return addressBytes;
  }

  long length() {
    return lengthBytes;
  }

  void reset() {
    lengthBytes = 0;
  }

  void putInt(int value) {
    UNSAFE.putInt(extend(4), value);
  }

  void putLong(long value) {
    UNSAFE.putLong(extend(8), value);
  }

  void putBytes(byte[] source, int length) {
    long target = extend(length);
    UNSAFE.copyMemory(source, BYTE_ARRAY_BASE, null, target, length);
  }

  void putBytes(NativeBuffer source) {
    long target = extend(source.lengthBytes);
    UNSAFE.copyMemory(source.addressBytes, target, source.lengthBytes);
  }

  /** Appends undefined bytes and returns the address of the first. */
  long extend(long bytes) {
    if (lengthBytes + bytes > capacityBytes) {
      long capacity = Math.max(capacityBytes * 2, lengthBytes + bytes);
      addressBytes = UNSAFE.reallocateMemory(addressBytes, capacity);
      capacityBytes = capacity;
    }
    long target = addressBytes + lengthBytes;
    lengthBytes += bytes;
    return target;
  }

  @Override
  public void close() {
    UNSAFE.freeMemory(addressBytes);
    addressBytes = 0;
    capacityBytes = 0;
    lengthBytes = 0;
  }
}
