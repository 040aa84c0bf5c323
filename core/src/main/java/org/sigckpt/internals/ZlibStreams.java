package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The native streams of zlib, in the middle of their data.
 *
 * <p>The state is C structures that no call of the JDK gives out, so they are copied as they lie in
 * memory, and their pointers are set anew. That holds for one build of zlib only: the library's
 * name, length and checksum must be the same at the restart. And it holds only if memory is as we
 * think; that is not assumed but tried, in both lives, before the first stream is copied: streams
 * of several kinds are stopped half way, copied, and must go on as the copied ones do. An unknown
 * zlib (zlib-ng, hardware) or C library (musl, jemalloc) fails the trial, and the stream is
 * refused.
 *
 * <pre>
 *   Deflater.zsRef.address --> z_stream.state --> internal_state --> window, prev, head, pending_buf
 *   Inflater.zsRef.address --> z_stream.state --> inflate_state  --> window, its own code tables, or
 *                                                                    tables in the library
 * </pre>
 *
 * <p>Rejected: a log of the input (costs time while no checkpoint is taken), a deflater and
 * inflater in Java that take over (their state would have to be extracted in the same way), block
 * boundaries only ({@code zran.c}; no such points in a deflater).
 *
 * @see "zlib.h, inflate.h, deflate.h of zlib 1.2.9 to 1.3.2"
 */
public final class ZlibStreams {
  /** Fields of z_stream, 64 bit: total_in, total_out, state, data_type, adler. */
  private static final int TOTAL_IN = 16;

  private static final int TOTAL_OUT = 40;
  private static final int STATE = 56;
  private static final int DATA_TYPE = 88;
  private static final int ADLER = 96;

  private static Boolean known;

  private ZlibStreams() {}

  /** Where the structure behind z_stream lies. */
  static long stateOf(long stream) {
    return UNSAFE.getAddress(stream + STATE);
  }

  /** Returns total_in, total_out, data_type and adler. */
  public static long[] counters(long stream) {
    return new long[] {
      UNSAFE.getLong(stream + TOTAL_IN),
      UNSAFE.getLong(stream + TOTAL_OUT),
      UNSAFE.getInt(stream + DATA_TYPE),
      UNSAFE.getLong(stream + ADLER)
    };
  }

  /** Sets what {@link #counters} gave. */
  public static void setCounters(long stream, long[] counters) {
    UNSAFE.putLong(stream + TOTAL_IN, counters[0]);
    UNSAFE.putLong(stream + TOTAL_OUT, counters[1]);
    UNSAFE.putInt(stream + DATA_TYPE, (int) counters[2]);
    UNSAFE.putLong(stream + ADLER, counters[3]);
  }

  /** Returns the native stream of an Inflater or Deflater, 0 if it was ended. */
  public static long addressOf(Object object) {
    Class<?> owner = object instanceof Inflater ? Inflater.class : Deflater.class;
    Object reference = JdkUnsafe.get(object, JdkReflection.field(owner, "zsRef"));
    return reference == null
        ? 0
        : UNSAFE.getLong(
            reference, JdkUnsafe.offsetOf(JdkReflection.field(reference.getClass(), "address")));
  }

  /** Names the build of zlib: file, length and checksum of the library that contains it. */
  public static String library() {
    Path file = NativeMemory.now().fileAt(DeflateState.addressInLibrary());
    if (file == null) {
      return "unknown";
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      CRC32 sum = new CRC32();
      sum.update(bytes);
      return String.format(
          "%s, %d bytes, crc %08x", file.getFileName(), bytes.length, sum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether streams in the middle of their data can be copied in this JVM. */
  public static synchronized boolean isKnown() {
    if (known == null) {
      try {
        known = trial();
      } catch (UnknownZlibException | DataFormatException e) {
        known = false;
      }
    }
    return known;
  }

  // ---- trial ----

  private static boolean trial() throws DataFormatException {
    byte[] data = new byte[150_000];
    Random random = new Random(1);
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i % 1000 < 500 ? random.nextInt(20) : i >> 7);
    }
    for (int level : new int[] {0, 1, 6}) {
      boolean raw = level == 1;
      Deflater deflater = new Deflater(level, raw);
      Inflater inflater = new Inflater(raw);
      try {
        if (!goesOn(deflater, inflater, data)) {
          return false;
        }
      } finally {
        deflater.end();
        inflater.end();
      }
    }
    return true;
  }

  private static boolean goesOn(Deflater deflater, Inflater inflater, byte[] data)
      throws DataFormatException {
    int half = data.length / 2 + 77;
    byte[] packed = new byte[2 * data.length];
    deflater.setInput(data, 0, half);
    int head = deflater.deflate(packed);
    Deflater copy = new Deflater(9, true);
    byte[] again = packed.clone();
    try {
      DeflateState.capture(addressOf(deflater)).restoreInto(addressOf(copy));
      int length = head + finish(deflater, data, half, packed, head);
      int copied = head + finish(copy, data, half, again, head);
      return Arrays.equals(packed, 0, length, again, 0, copied)
          && inflates(inflater, packed, length, data);
    } finally {
      copy.end();
    }
  }

  private static int finish(Deflater deflater, byte[] data, int from, byte[] out, int to) {
    deflater.setInput(data, from, data.length - from);
    deflater.finish();
    return deflater.deflate(out, to, out.length - to);
  }

  private static boolean inflates(Inflater inflater, byte[] packed, int length, byte[] data)
      throws DataFormatException {
    int half = length / 2 + 3;
    byte[] out = new byte[data.length];
    inflater.setInput(packed, 0, half);
    int head = inflater.inflate(out);
    Inflater copy = new Inflater(true);
    try {
      InflateState.capture(addressOf(inflater)).restoreInto(addressOf(copy));
      byte[] again = out.clone();
      inflater.setInput(packed, half, length - half);
      copy.setInput(packed, half, length - half);
      int one = head + inflater.inflate(out, head, out.length - head);
      int two = head + copy.inflate(again, head, out.length - head);
      return one == two && Arrays.equals(out, data) && Arrays.equals(again, data);
    } finally {
      copy.end();
    }
  }
}
