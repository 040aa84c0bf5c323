package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;

/**
 * What the codecs call instead of the JDK's public Unsafe, of which the JVM warns on standard error
 * from 24 on; the build puts this class in its place, and the members' names are those of that one.
 */
@SuppressWarnings("unused")
public final class CodecMemory {
  public static final int ARRAY_BYTE_BASE_OFFSET = (int) JdkUnsafe.arrayBaseOffset(byte[].class);

  private static final CodecMemory theUnsafe = new CodecMemory();

  private CodecMemory() {}

  public long objectFieldOffset(Field field) {
    return UNSAFE.objectFieldOffset(field);
  }

  public void copyMemory(Object from, long fromOffset, Object to, long toOffset, long bytes) {
    UNSAFE.copyMemory(from, fromOffset, to, toOffset, bytes);
  }

  public byte getByte(Object base, long offset) {
    return UNSAFE.getByte(base, offset);
  }

  public short getShort(Object base, long offset) {
    return UNSAFE.getShort(base, offset);
  }

  public int getInt(Object base, long offset) {
    return UNSAFE.getInt(base, offset);
  }

  public long getLong(Object base, long offset) {
    return UNSAFE.getLong(base, offset);
  }

  public void putByte(Object base, long offset, byte value) {
    UNSAFE.putByte(base, offset, value);
  }

  public void putShort(Object base, long offset, short value) {
    UNSAFE.putShort(base, offset, value);
  }

  public void putInt(Object base, long offset, int value) {
    UNSAFE.putInt(base, offset, value);
  }

  public void putLong(Object base, long offset, long value) {
    UNSAFE.putLong(base, offset, value);
  }
}
