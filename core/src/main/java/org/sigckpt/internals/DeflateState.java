package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * A copy of {@code internal_state} of a deflater.
 *
 * <pre>
 *   offset 0 strm  16 pending_buf  24 pending_buf_size  32 pending_out  48 wrap  56 gzhead
 *         80 w_size  96 window  104 window_size  112 prev  120 head  132 hash_size
 *        172 strstart ...
 * </pre>
 *
 * <p>Behind these the structure differs from version to version. The three descriptors of trees are
 * found by what they refer to, a tree in the structure and a constant in the library, which stays
 * as a new stream has it. The pointers to symbols, behind them, refer to the same place of
 * pending_buf in two new streams that lie elsewhere. What is not set in a new stream is not looked
 * at: older versions leave there what was in memory before.
 *
 * @param counters see {@link ZlibStreams#counters}
 * @param bases where things were, in the order of {@link #basesOf}
 * @param state the structure
 * @param buffers pending_buf, window, prev, head
 */
public record DeflateState(long[] counters, long[] bases, byte[] state, byte[][] buffers) {
  private static final int PENDING_BUF = 16;
  private static final int PENDING_BUF_SIZE = 24;
  private static final int PENDING_OUT = 32;
  private static final int GZHEAD = 56;
  private static final int W_SIZE = 80;
  private static final int WINDOW = 96;
  private static final int WINDOW_SIZE = 104;
  private static final int PREV = 112;
  private static final int HEAD = 120;
  private static final int HASH_SIZE = 132;
  private static final int STRSTART = 172;

  /** strm, pending_buf, pending_out, window, prev, head, and what they refer to. */
  private static final int[] NAMED = {0, PENDING_BUF, PENDING_OUT, WINDOW, PREV, HEAD};

  private static final int[] NAMED_BASES = {0, 2, 2, 3, 4, 5};

  /** struct tree_desc_s: dyn_tree, max_code, stat_desc. */
  private static final int DESCRIPTOR_BYTES = 24;

  private static final int STAT_DESC = 16;

  /** The descriptors, bl_count[16] of 2 bytes, heap[573] of 4, two ints, depth[573] of 1. */
  private static final int TO_SYMBOLS = (3 * DESCRIPTOR_BYTES + 32 + 573 * 5 + 8) & -Long.BYTES;

  private static final int Z_STREAM_BYTES = 112;
  private static final int MIN_BYTES = 5800;
  private static final int MAX_BYTES = 6500;
  private static final int MAX_W_SIZE = 1 << 15;
  private static final int MAX_HASH_SIZE = 1 << 17;

  private static List<Pointer> known;

  /** One word of the structure that refers to something. */
  private record Pointer(int offset, int base, boolean inLibrary) {}

  /**
   * Copies the state.
   *
   * @throws UnknownZlibException if memory is not as expected
   */
  public static DeflateState capture(long stream) {
    NativeMemory memory = NativeMemory.now();
    int length = lengthOf(stream, memory);
    long[] bases = basesOf(stream);
    long[] lengths = lengthsOf(stream, length);
    for (Pointer pointer : pointers()) {
      long target = UNSAFE.getAddress(bases[1] + pointer.offset);
      if (!pointer.inLibrary) {
        long within = target - bases[pointer.base];
        require(within >= 0 && within <= lengths[pointer.base], "a pointer to elsewhere");
      }
    }
    byte[][] buffers = new byte[bases.length - 2][];
    for (int i = 2; i < bases.length; i++) {
      buffers[i - 2] = NativeMemory.read(bases[i], lengths[i]);
    }
    return new DeflateState(
        ZlibStreams.counters(stream), bases, NativeMemory.read(bases[1], length), buffers);
  }

  /**
   * Makes the stream the one that was captured.
   *
   * @param stream of a new Deflater
   */
  public void restoreInto(long stream) {
    int length = lengthOf(stream, NativeMemory.now());
    long[] own = basesOf(stream);
    long[] lengths = lengthsOf(stream, length);
    for (int i = 2; i < own.length; i++) {
      require(lengths[i] == buffers[i - 2].length, "a buffer's length");
      NativeMemory.write(buffers[i - 2], own[i], lengths[i]);
    }
    List<Pointer> pointers = pointers();
    long[] kept = new long[pointers.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = UNSAFE.getAddress(own[1] + pointers.get(i).offset);
    }
    NativeMemory.write(state, own[1], Math.min(length, state.length));
    for (int i = 0; i < kept.length; i++) {
      Pointer pointer = pointers.get(i);
      long place = own[1] + pointer.offset;
      UNSAFE.putAddress(
          place,
          pointer.inLibrary
              ? kept[i]
              : UNSAFE.getAddress(place) - bases[pointer.base] + own[pointer.base]);
    }
    ZlibStreams.setCounters(stream, counters);
  }

  /** Returns whether the stream has read anything, a dictionary at least. */
  public static boolean isBegun(long stream) {
    return UNSAFE.getInt(ZlibStreams.stateOf(stream) + STRSTART) != 0;
  }

  /** Returns an address in the library. */
  static long addressInLibrary() {
    Deflater deflater = new Deflater();
    try {
      long state = ZlibStreams.stateOf(ZlibStreams.addressOf(deflater));
      for (Pointer pointer : pointers()) {
        if (pointer.inLibrary) {
          return UNSAFE.getAddress(state + pointer.offset);
        }
      }
      return 0;
    } finally {
      deflater.end();
    }
  }

  private static synchronized List<Pointer> pointers() {
    if (known == null) {
      known = findPointers();
    }
    return known;
  }

  private static List<Pointer> findPointers() {
    Deflater one = new Deflater();
    Deflater two = new Deflater();
    try {
      return pointers(ZlibStreams.addressOf(one), ZlibStreams.addressOf(two));
    } finally {
      one.end();
      two.end();
    }
  }

  private static List<Pointer> pointers(long one, long two) {
    NativeMemory memory = NativeMemory.now();
    int length = Math.min(lengthOf(one, memory), lengthOf(two, memory));
    long[] first = basesOf(one);
    long[] second = basesOf(two);
    long[] lengths = lengthsOf(one, length);
    List<Pointer> found = new ArrayList<>();
    for (int i = 0; i < NAMED.length; i++) {
      found.add(new Pointer(NAMED[i], NAMED_BASES[i], false));
    }
    int descriptors = descriptorsOf(first[1], length, memory);
    for (int i = 0; i < 3; i++) {
      found.add(new Pointer(descriptors + i * DESCRIPTOR_BYTES, 1, false));
      found.add(new Pointer(descriptors + i * DESCRIPTOR_BYTES + STAT_DESC, 0, true));
    }
    for (int offset = descriptors + TO_SYMBOLS; offset < length; offset += Long.BYTES) {
      long within = UNSAFE.getAddress(first[1] + offset) - first[2];
      boolean same = UNSAFE.getAddress(second[1] + offset) - second[2] == within;
      if (same && within > 0 && within < lengths[2]) {
        found.add(new Pointer(offset, 2, false));
      }
    }
    return found;
  }

  /** Returns where l_desc, d_desc and bl_desc are. */
  private static int descriptorsOf(long state, int length, NativeMemory memory) {
    for (int offset = HASH_SIZE + Integer.BYTES; offset < length - TO_SYMBOLS; offset += 8) {
      int found = 0;
      for (int i = 0; i < 3; i++) {
        long descriptor = state + offset + i * DESCRIPTOR_BYTES;
        long tree = UNSAFE.getAddress(descriptor) - state;
        boolean own = tree > HASH_SIZE && tree < offset;
        found += own && isInLibrary(UNSAFE.getAddress(descriptor + STAT_DESC), memory) ? 1 : 0;
      }
      if (found == 3) {
        return offset;
      }
    }
    throw new UnknownZlibException("the trees");
  }

  /** In libz.so.VERSION, or in the JDK's libzip.so, which may have zlib in it. */
  private static boolean isInLibrary(long address, NativeMemory memory) {
    Path file = memory.fileAt(address);
    return file != null && file.getFileName().toString().startsWith("libz");
  }

  /** Returns where the stream, its structure, pending_buf, window, prev and head are. */
  private static long[] basesOf(long stream) {
    long state = ZlibStreams.stateOf(stream);
    return new long[] {
      stream,
      state,
      UNSAFE.getAddress(state + PENDING_BUF),
      UNSAFE.getAddress(state + WINDOW),
      UNSAFE.getAddress(state + PREV),
      UNSAFE.getAddress(state + HEAD)
    };
  }

  private static long[] lengthsOf(long stream, int stateLength) {
    long state = ZlibStreams.stateOf(stream);
    return new long[] {
      Z_STREAM_BYTES,
      stateLength,
      UNSAFE.getLong(state + PENDING_BUF_SIZE),
      UNSAFE.getLong(state + WINDOW_SIZE),
      2L * UNSAFE.getInt(state + W_SIZE),
      2L * UNSAFE.getInt(state + HASH_SIZE)
    };
  }

  /** Returns the length of the structure, rounded up by the C library, after a look at it. */
  private static int lengthOf(long stream, NativeMemory memory) {
    require(memory.isReadable(stream, Z_STREAM_BYTES), "the stream");
    long state = ZlibStreams.stateOf(stream);
    require(memory.isReadable(state, MIN_BYTES), "the state");
    long length = memory.allocatedBytes(state);
    require(length >= MIN_BYTES && length <= MAX_BYTES, "the state's length");
    require(UNSAFE.getAddress(state) == stream, "the way back");
    require(UNSAFE.getAddress(state + GZHEAD) == 0, "a gzip header");
    int windowSize = UNSAFE.getInt(state + W_SIZE);
    require(windowSize == MAX_W_SIZE, "the window's size");
    require(UNSAFE.getLong(state + WINDOW_SIZE) == 2L * windowSize, "the window's length");
    int hashSize = UNSAFE.getInt(state + HASH_SIZE);
    require(hashSize > 0 && hashSize <= MAX_HASH_SIZE, "the hash table's size");
    long[] bases = basesOf(stream);
    long[] lengths = lengthsOf(stream, (int) length);
    for (int i = 2; i < bases.length; i++) {
      require(
          lengths[i] > 0 && lengths[i] <= 1 << 20 && memory.isReadable(bases[i], lengths[i]),
          "a buffer");
    }
    return (int) length & -Long.BYTES;
  }

  private static void require(boolean asExpected, String what) {
    if (!asExpected) {
      throw new UnknownZlibException(what);
    }
  }
}
