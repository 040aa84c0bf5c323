package org.sigckpt.targets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Compresses and decompresses in small steps, of many kinds at once, and pauses in the midst. */
public final class ZlibTarget {
  private static final Random RANDOM = new Random(11);

  private ZlibTarget() {}

  private static byte[] data(int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; ) {
      int run = 1 + RANDOM.nextInt(300);
      boolean noise = RANDOM.nextInt(3) == 0;
      int from = i < 2 ? 0 : RANDOM.nextInt(i);
      for (int end = Math.min(length, i + run); i < end; i++) {
        data[i] = noise ? (byte) RANDOM.nextInt() : i < 2 ? 7 : data[from++];
      }
    }
    return data;
  }

  /** One stream on its way: deflates in steps, inflates behind, and compares at the end. */
  private static final class Run {
    private final byte[] data = data(20_000 + RANDOM.nextInt(200_000));
    private final Random steps = new Random(RANDOM.nextLong());
    private final Deflater deflater;
    private final Inflater inflater;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
    private final byte[] dictionary;
    private int read;
    private int taken;

    Run(int level, int strategy, boolean raw, boolean withDictionary) {
      deflater = new Deflater(level, raw);
      deflater.setStrategy(strategy);
      inflater = new Inflater(raw);
      dictionary = withDictionary ? data(1000) : null;
      if (withDictionary) {
        deflater.setDictionary(dictionary);
        if (raw) {
          inflater.setDictionary(dictionary);
        }
      }
    }

    /** Goes on until so many bytes are compressed, and some of them decompressed. */
    void until(int wanted) throws DataFormatException {
      byte[] buffer = new byte[4000];
      while (read < Math.min(wanted, data.length)) {
        int length = Math.min(1 + steps.nextInt(3000), data.length - read);
        deflater.setInput(data, read, length);
        read += length;
        if (read == data.length) {
          deflater.finish();
        } else if (steps.nextInt(20) == 0) {
          deflater.setLevel(steps.nextInt(10));
        }
        int mode = steps.nextInt(10) == 0 ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        int written;
        do {
          written = deflater.deflate(buffer, 0, 1 + steps.nextInt(buffer.length), mode);
          packed.write(buffer, 0, written);
        } while (written > 0);
        inflateSome(buffer);
      }
    }

    private void inflateSome(byte[] buffer) throws DataFormatException {
      byte[] all = packed.toByteArray();
      int length = read == data.length ? all.length - taken : (all.length - taken) / 2;
      if (inflater.getRemaining() > 0 || length == 0) {
        return;
      }
      inflater.setInput(all, taken, length);
      taken += length;
      for (int got = 1; got > 0 || inflater.needsDictionary(); ) {
        if (inflater.needsDictionary()) {
          inflater.setDictionary(dictionary);
        }
        got = inflater.inflate(buffer, 0, 1 + steps.nextInt(buffer.length));
        unpacked.write(buffer, 0, got);
      }
    }

    String result() {
      CRC32 sum = new CRC32();
      sum.update(packed.toByteArray());
      boolean same = java.util.Arrays.equals(data, unpacked.toByteArray());
      return sum.getValue() + " " + deflater.getAdler() + " " + inflater.finished() + " " + same;
    }
  }

  private static long sum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  private static void fill(OutputStream out, byte[] data, int from, int to) throws IOException {
    for (int i = from; i < to; i += 777) {
      out.write(data, i, Math.min(777, to - i));
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<Run> runs = new ArrayList<>();
    for (int level = -1; level <= 9; level++) {
      for (int strategy = 0; strategy < 3; strategy++) {
        runs.add(new Run(level, strategy, (level + strategy) % 2 == 0, level % 3 == 0));
      }
    }
    byte[] data = data(300_000);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    GZIPOutputStream gzipOut = new GZIPOutputStream(gzip);
    ZipOutputStream zipOut = new ZipOutputStream(zip);
    zipOut.putNextEntry(new ZipEntry("entry"));
    InputStream gzipIn = new GZIPInputStream(new ByteArrayInputStream(gzipped(data)));
    for (int round = 1; round <= 3; round++) {
      for (Run run : runs) {
        run.until(round == 3 ? Integer.MAX_VALUE : 5_000 + RANDOM.nextInt(100_000) * round);
      }
      fill(gzipOut, data, (round - 1) * 100_000, round * 100_000);
      fill(zipOut, data, (round - 1) * 100_000, round * 100_000);
      System.out.println(sum(gzipIn.readNBytes(90_001)));
      if (round < 3) {
        Pauses.here();
      }
    }
    runs.forEach(run -> System.out.println(run.result()));
    gzipOut.close();
    zipOut.close();
    System.out.println(sum(gzip.toByteArray()) + " " + sum(gzipIn.readAllBytes()));
    ZipInputStream zipIn = new ZipInputStream(new ByteArrayInputStream(zip.toByteArray()));
    System.out.println(zipIn.getNextEntry() + " " + sum(zipIn.readAllBytes()) + " " + zip.size());
  }

  private static byte[] gzipped(byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(data);
    }
    return bytes.toByteArray();
  }
}
