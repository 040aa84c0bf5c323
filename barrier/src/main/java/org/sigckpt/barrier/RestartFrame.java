package org.sigckpt.barrier;

import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import jdk.internal.misc.Unsafe;

/**
 * One activation that is being rebuilt: what a resume method reads its locals and operands from.
 *
 * <p>The frames of a thread form a list from the outermost to the innermost. A resume method loads
 * its own slots, then calls {@code next}, which is the resume method of the frame above it, where
 * the original method had its call in progress:
 *
 * <pre>
 *   resume main(f0)  -- callNext -->  resume work(f1)  -- callNext -->  the barrier
 * </pre>
 *
 * <p>Slots are numbered as the captured frame had them: locals {@code 0 .. maxLocals-1} first (a
 * {@code long} or {@code double} at its lower index), then the operand stack from the bottom, again
 * two slots for a wide value, then the objects whose monitors the frame's {@code monitorenter}s
 * hold, outermost first. Primitive values are in {@code bits}, references in {@code refs}; both
 * have one element per slot.
 *
 * <p>All methods here are hidden from stack traces: a program that prints one after a restart sees
 * only its own frames. Used by one thread, its own.
 */
public final class RestartFrame {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /** One element per slot; null where the slot is primitive, dead or null. */
  public final Object[] refs;

  /** One element per slot; raw bits of the primitive value. */
  public final long[] bits;

  /**
   * Called in place of the call in progress; its type is (Object)R with R as in {@link #callInt}.
   */
  private MethodHandle next;

  private Object nextArgument;

  /** Creates a frame that shares both arrays; the references are cleared by the call. */
  public RestartFrame(Object[] refs, long[] bits) {
    this.refs = refs;
    this.bits = bits;
  }

  /**
   * Sets what stands in place of the call in progress.
   *
   * @param target of type {@code (Object)R}, where R is void, int (also for boolean, byte, char and
   *     short), long, float, double or Object, as the call site needs it
   */
  public void link(MethodHandle target, Object argument) {
    next = target;
    nextArgument = argument;
  }

  public int intValue(int slot) {
    return (int) bits[slot];
  }

  public long longValue(int slot) {
    return bits[slot];
  }

  public float floatValue(int slot) {
    return Float.intBitsToFloat((int) bits[slot]);
  }

  public double doubleValue(int slot) {
    return Double.longBitsToDouble(bits[slot]);
  }

  public Object refValue(int slot) {
    return refs[slot];
  }

  @Hidden
  public void callVoid() throws Throwable {
    release();
    next.invokeExact(takeArgument());
  }

  @Hidden
  public int callInt() throws Throwable {
    release();
    return (int) next.invokeExact(takeArgument());
  }

  @Hidden
  public long callLong() throws Throwable {
    release();
    return (long) next.invokeExact(takeArgument());
  }

  @Hidden
  public float callFloat() throws Throwable {
    release();
    return (float) next.invokeExact(takeArgument());
  }

  @Hidden
  public double callDouble() throws Throwable {
    release();
    return (double) next.invokeExact(takeArgument());
  }

  @Hidden
  public Object callRef() throws Throwable {
    release();
    return (Object) next.invokeExact(takeArgument());
  }

  /**
   * Writes an instance field that is final; a resumed constructor may not.
   *
   * @param owner the class that declares the field
   */
  @Hidden
  public static void putFinal(Object target, Object value, Class<?> owner, String field) {
    UNSAFE.putReference(target, UNSAFE.objectFieldOffset(owner, field), value);
  }

  /**
   * Writes a final field of a type that is an int on the operand stack.
   *
   * @param kind the first character of the field's descriptor
   */
  @Hidden
  public static void putFinal(Object target, int value, Class<?> owner, String field, int kind) {
    long offset = UNSAFE.objectFieldOffset(owner, field);
    switch (kind) {
      case 'Z' -> UNSAFE.putBoolean(target, offset, (value & 1) != 0);
      case 'B' -> UNSAFE.putByte(target, offset, (byte) value);
      case 'C' -> UNSAFE.putChar(target, offset, (char) value);
      case 'S' -> UNSAFE.putShort(target, offset, (short) value);
      default -> UNSAFE.putInt(target, offset, value);
    }
  }

  @Hidden
  public static void putFinal(Object target, long value, Class<?> owner, String field) {
    UNSAFE.putLong(target, UNSAFE.objectFieldOffset(owner, field), value);
  }

  @Hidden
  public static void putFinal(Object target, float value, Class<?> owner, String field) {
    UNSAFE.putFloat(target, UNSAFE.objectFieldOffset(owner, field), value);
  }

  @Hidden
  public static void putFinal(Object target, double value, Class<?> owner, String field) {
    UNSAFE.putDouble(target, UNSAFE.objectFieldOffset(owner, field), value);
  }

  /** The slots have been loaded; what hangs on them may be collected while the call runs. */
  @Hidden
  private void release() {
    Arrays.fill(refs, null);
  }

  @Hidden
  private Object takeArgument() {
    Object argument = nextArgument;
    nextArgument = null;
    return argument;
  }
}
