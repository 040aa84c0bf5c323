package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Method;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A copy of {@code inflate_state}.
 *
 * <pre>
 *   offset  8 mode  16 wrap  48 head  56 wbits  60 wsize  64 whave  72 window  104 lencode  112 distcode
 *         144 next  152 lens  792 work  1368 codes (ENOUGH = 1444 of 4 bytes)  7144 sane ...
 * </pre>
 *
 * <p>{@code lencode} and {@code distcode} refer to {@code codes}, or to the tables for fixed codes
 * in the library. The window is allocated by zlib itself: setting a dictionary does that in a raw
 * stream, whatever the stream becomes then.
 *
 * @param counters see {@link ZlibStreams#counters}
 * @param state where the structure was, its fields copied
 * @param window copied, empty if there is none yet
 */
public record InflateState(
    long[] counters, long stateAddress, long[] fixedTables, byte[] state, byte[] window) {
  private static final int HEAD = 48;
  private static final int WINDOW_BITS = 56;
  private static final int WINDOW_SIZE = 60;
  private static final int WINDOW_HELD = 64;
  private static final int WINDOW = 72;
  private static final int LENCODE = 104;
  private static final int DISTCODE = 112;
  private static final int NEXT = 144;
  private static final int CODES = 1368;
  private static final int MIN_BYTES = 7144;
  private static final int MAX_BYTES = 7300;
  private static final int MAX_WINDOW_BITS = 15;

  /** A raw stream with fixed codes that ends at once: RFC 1951, 3.2.6. */
  private static final byte[] FIXED_CODES = {3, 0};

  private static final Method SET_DICTIONARY =
      JdkReflection.method(
          Inflater.class, "setDictionary", long.class, byte[].class, int.class, int.class);

  /**
   * Copies the state.
   *
   * @throws UnknownZlibException if memory is not as expected
   */
  public static InflateState capture(long stream) {
    long state = ZlibStreams.stateOf(stream);
    NativeMemory memory = NativeMemory.now();
    int length = lengthOf(stream, memory);
    long window = UNSAFE.getAddress(state + WINDOW);
    int windowSize = window == 0 ? 0 : UNSAFE.getInt(state + WINDOW_SIZE);
    require(UNSAFE.getAddress(state + HEAD) == 0, "a gzip header");
    require(windowSize == 0 || windowSize == 1 << MAX_WINDOW_BITS, "the window's size");
    require(window == 0 || memory.isReadable(window, windowSize), "the window");
    long[] fixed = tablesInLibrary();
    for (int field : new int[] {LENCODE, DISTCODE, NEXT}) {
      long offset = UNSAFE.getAddress(state + field) - state;
      require(
          offset >= CODES && offset < length
              || UNSAFE.getAddress(state + field) == fixed[field == LENCODE ? 0 : 1],
          "a code table");
    }
    return new InflateState(
        ZlibStreams.counters(stream),
        state,
        fixed,
        NativeMemory.read(state, length),
        NativeMemory.read(window, windowSize));
  }

  /**
   * Makes the stream the one that was captured.
   *
   * @param stream of a new raw Inflater
   */
  public void restoreInto(long stream) {
    long fresh = ZlibStreams.stateOf(stream);
    int length = Math.min(state.length, lengthOf(stream, NativeMemory.now()));
    if (window.length > 0) {
      JdkReflection.call(SET_DICTIONARY, null, stream, new byte[1], 0, 1);
    }
    long freshWindow = UNSAFE.getAddress(fresh + WINDOW);
    require((freshWindow == 0) == (window.length == 0), "the window");
    NativeMemory.write(window, freshWindow, window.length);
    NativeMemory.write(state, fresh, length);
    UNSAFE.putAddress(fresh, stream);
    UNSAFE.putAddress(fresh + WINDOW, freshWindow);
    long[] fixed = tablesInLibrary();
    for (int field : new int[] {LENCODE, DISTCODE, NEXT}) {
      long then = UNSAFE.getAddress(fresh + field);
      int table = field == LENCODE ? 0 : 1;
      UNSAFE.putAddress(
          fresh + field, then == fixedTables[table] ? fixed[table] : then - stateAddress + fresh);
    }
    ZlibStreams.setCounters(stream, counters);
  }

  /** Returns whether the stream has a window, of what it wrote or of a dictionary. */
  public static boolean isBegun(long stream) {
    return UNSAFE.getInt(ZlibStreams.stateOf(stream) + WINDOW_HELD) != 0;
  }

  /** Returns the length of the structure, rounded up by the C library, after a look at it. */
  private static int lengthOf(long stream, NativeMemory memory) {
    require(memory.isReadable(stream, WINDOW), "the stream");
    long state = ZlibStreams.stateOf(stream);
    require(memory.isReadable(state, MIN_BYTES), "the state");
    long length = memory.allocatedBytes(state);
    require(length >= MIN_BYTES && length <= MAX_BYTES, "the state's length");
    require(UNSAFE.getAddress(state) == stream, "the way back");
    require(UNSAFE.getInt(state + WINDOW_BITS) == MAX_WINDOW_BITS, "the window's bits");
    return (int) length;
  }

  /** Returns lencode and distcode of a stream with fixed codes. */
  private static long[] tablesInLibrary() {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(FIXED_CODES);
      inflater.inflate(new byte[1]);
      long state = ZlibStreams.stateOf(ZlibStreams.addressOf(inflater));
      return new long[] {UNSAFE.getAddress(state + LENCODE), UNSAFE.getAddress(state + DISTCODE)};
    } catch (DataFormatException e) {
      throw new UnknownZlibException("fixed codes");
    } finally {
      inflater.end();
    }
  }

  private static void require(boolean asExpected, String what) {
    if (!asExpected) {
      throw new UnknownZlibException(what);
    }
  }
}
