package org.sigckpt.internals;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is mapped where in this process, see proc(5), and bytes outside the Java heap. */
public final class NativeMemory {
  private static final long BYTE_ARRAY_BASE = JdkUnsafe.arrayBaseOffset(byte[].class);

  /** Flags of the size word of glibc's malloc; see its malloc.c, "Physical chunk". */
  private static final long CHUNK_FLAGS = 7;

  private final List<String> maps;

  /**
   * A part of a file that is mapped.
   *
   * @param access as proc(5) writes it, such as {@code r--s}
   * @param startBytes the address
   * @param offsetBytes of the first byte in the file
   */
  public record Mapping(String access, long startBytes, long offsetBytes, Path file) {}

  private NativeMemory(List<String> maps) {
    this.maps = maps;
  }

  /** Returns what is mapped at this moment. */
  public static NativeMemory now() {
    try {
      return new NativeMemory(Files.readAllLines(Path.of("/proc/self/maps")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether all these bytes can be read. */
  public boolean isReadable(long address, long lengthBytes) {
    String line = lineOf(address);
    return line != null && line.split(" ")[1].startsWith("r") && end(line) >= address + lengthBytes;
  }

  /** Returns the file that is mapped there, or null. */
  public @Nullable Path fileAt(long address) {
    Mapping mapping = mappingAt(address);
    return mapping == null ? null : mapping.file();
  }

  /** Returns the part of a file that is mapped there, or null. */
  public @Nullable Mapping mappingAt(long address) {
    String line = lineOf(address);
    int path = line == null ? -1 : line.indexOf('/');
    if (path < 0) {
      return null;
    }
    String[] words = line.split(" ");
    return new Mapping(
        words[1],
        Long.parseUnsignedLong(words[0].substring(0, words[0].indexOf('-')), 16),
        Long.parseUnsignedLong(words[2], 16),
        Path.of(line.substring(path)));
  }

  /**
   * Returns how many bytes the C library allocated at this address, rounded up as it does, or −1 if
   * the word in front of them is no size that it writes.
   */
  public long allocatedBytes(long address) {
    if (!isReadable(address - Long.BYTES, Long.BYTES)) {
      return -1;
    }
    long word = UNSAFE.getLong(address - Long.BYTES);
    long chunk = word & ~CHUNK_FLAGS;
    boolean plain = (word & 2) == 0 && chunk % 16 == 0 && chunk > 0 && chunk < 1 << 20;
    return plain && isReadable(address, chunk - Long.BYTES) ? chunk - Long.BYTES : -1;
  }

  /** Returns a copy of the bytes. */
  public static byte[] read(long address, long lengthBytes) {
    byte[] bytes = new byte[Math.toIntExact(lengthBytes)];
    UNSAFE.copyMemory(null, address, bytes, BYTE_ARRAY_BASE, lengthBytes);
    return bytes;
  }

  /** Puts the first of the bytes there. */
  public static void write(byte[] bytes, long address, long lengthBytes) {
    UNSAFE.copyMemory(bytes, BYTE_ARRAY_BASE, null, address, lengthBytes);
  }

  private @Nullable String lineOf(long address) {
    for (String line : maps) {
      long start = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
      if (Long.compareUnsigned(start, address) <= 0
          && Long.compareUnsigned(address, end(line)) < 0) {
        return line;
      }
    }
    return null;
  }

  private static long end(String line) {
    return Long.parseUnsignedLong(line.substring(line.indexOf('-') + 1, line.indexOf(' ')), 16);
  }
}
