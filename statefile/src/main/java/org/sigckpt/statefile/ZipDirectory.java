package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a JAR, read from its central directory.
 *
 * <p>Trusts nothing: the directory must lie exactly between the entries and the end record, so a
 * damaged length can't ask for more memory than the file is long, and a file cut short has no end
 * record at that place.
 *
 * @param entries by name, in the order of the directory
 * @param bytes the directory with the end records, without the comment
 * @param comment of the JAR
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the arrays never change
record ZipDirectory(
    Map<String, ZipEntryImage> entries, long offsetBytes, byte[] bytes, byte[] comment) {

  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int LARGEST_GAP = 1 << 28;

  /**
   * Reads the directory.
   *
   * @param name of the file, for messages
   * @throws CorruptStatefileException if this is no JAR, or a damaged one
   */
  static ZipDirectory read(FileChannel file, String name) throws IOException {
    try {
      return read(file);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CorruptStatefileException(
          "Cannot read statefile "
              + name
              + ": "
              + e.getMessage()
              + " (file is "
              + file.size()
              + " bytes long; damaged or cut short?).");
    }
  }

  private static ZipDirectory read(FileChannel file) throws IOException {
    long length = file.size();
    int tailLength = (int) Math.min(length, ZipEnd.FIXED_BYTES + LONGEST_COMMENT);
    ByteBuffer tail = readFully(file, length - tailLength, tailLength);
    int end = findEnd(tail);
    long endOffset = length - tailLength + end;
    long count = ZipFormat.u16(tail, end + 10);
    long directoryLength = ZipFormat.u32(tail, end + 12);
    long directoryOffset = ZipFormat.u32(tail, end + 16);
    if (count == ZipFormat.MAGIC_16
        || directoryLength == ZipFormat.MAGIC_32
        || directoryOffset == ZipFormat.MAGIC_32) {
      endOffset = zip64EndOffset(file, endOffset);
      ByteBuffer zip64 = readFully(file, endOffset, ZipEnd.ZIP64_BYTES);
      require(zip64.getInt(0) == ZipEnd.ZIP64_SIGNATURE, "the ZIP64 end record is malformed");
      count = zip64.getLong(32);
      directoryLength = zip64.getLong(40);
      directoryOffset = zip64.getLong(48);
    }
    require(
        directoryOffset >= 0
            && directoryLength >= 0
            && directoryOffset + directoryLength == endOffset
            && length - directoryOffset <= Integer.MAX_VALUE - 8,
        "the directory is not where the end record says");
    byte[] comment = Arrays.copyOfRange(tail.array(), end + ZipEnd.FIXED_BYTES, tailLength);
    int frameLength = (int) (length - comment.length - directoryOffset);
    ByteBuffer directory = readFully(file, directoryOffset, frameLength);
    return new ZipDirectory(
        entries(directory.duplicate().order(directory.order()), directoryLength, count),
        directoryOffset,
        directory.array(),
        comment);
  }

  /** Finds the end record whose comment reaches exactly to the end of the file. */
  private static int findEnd(ByteBuffer tail) {
    for (int at = tail.limit() - ZipEnd.FIXED_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == ZipEnd.SIGNATURE
          && ZipFormat.u16(tail, at + 20) == tail.limit() - at - ZipEnd.FIXED_BYTES) {
        return at;
      }
    }
    throw new IllegalArgumentException("it has no end record");
  }

  private static long zip64EndOffset(FileChannel file, long endOffset) throws IOException {
    long at = endOffset - ZipEnd.LOCATOR_BYTES;
    require(at >= 0, "the ZIP64 locator is missing");
    ByteBuffer locator = readFully(file, at, ZipEnd.LOCATOR_BYTES);
    long offset = locator.getLong(8);
    require(
        locator.getInt(0) == ZipEnd.LOCATOR_SIGNATURE && offset >= 0 && offset < at,
        "the ZIP64 locator is malformed");
    return offset;
  }

  private static Map<String, ZipEntryImage> entries(
      ByteBuffer directory, long lengthBytes, long count) {
    directory.limit((int) lengthBytes);
    Map<String, ZipEntryImage> entries = new LinkedHashMap<>();
    while (directory.hasRemaining()) {
      ZipEntryImage entry = ZipCentralHeader.decode(directory).entry();
      require(entries.put(entry.name(), entry) == null, "two entries have one name");
    }
    require(entries.size() == count, "the end record counts other entries");
    return entries;
  }

  /**
   * Returns where the entry's content begins.
   *
   * @throws CorruptStatefileException if there is no local header, or the content leaves the file
   */
  long contentOffsetBytes(FileChannel file, ZipEntryImage entry) throws IOException {
    long content = -1;
    if (entry.headerOffsetBytes() <= offsetBytes - ZipLocalHeader.FIXED_BYTES) {
      ByteBuffer header = readFully(file, entry.headerOffsetBytes(), ZipLocalHeader.FIXED_BYTES);
      if (header.getInt(0) == ZipLocalHeader.SIGNATURE) {
        content =
            entry.headerOffsetBytes()
                + ZipLocalHeader.FIXED_BYTES
                + ZipFormat.u16(header, 26)
                + ZipFormat.u16(header, 28);
      }
    }
    if (content < 0 || entry.compressedBytes() > offsetBytes - content) {
      throw new CorruptStatefileException(
          "Cannot read entry " + entry.name() + ": it is not where the directory says.");
    }
    return content;
  }

  /**
   * Checks every byte outside the stored entries' contents against the comment.
   *
   * @return what is wrong, or null; also null if the JAR has no comment of ours to check against
   */
  @Nullable String frameFault(FileChannel file) throws IOException {
    if (comment.length == 0) {
      return null;
    }
    FrameChecksum frame = new FrameChecksum();
    long at = 0;
    for (ZipEntryImage entry : entries.values()) {
      long content = contentOffsetBytes(file, entry);
      if (content < at) {
        return "entry " + entry.name() + " overlaps another";
      }
      long end = content + entry.compressedBytes();
      long checked = (entry.method() == ZipFormat.METHOD_STORED ? content : end) - at;
      if (checked > LARGEST_GAP) {
        return "entry " + entry.name() + " is too far from the one before";
      }
      frame.add(readFully(file, at, (int) checked).array());
      at = end;
    }
    if (at != offsetBytes) {
      return "there are bytes after the last entry";
    }
    frame.add(bytes);
    byte[] expected = frame.comment();
    return Arrays.equals(expected, comment)
        ? null
        : "the headers' checksum is '"
            + new String(expected, ISO_8859_1)
            + "' vs recorded '"
            + new String(comment, ISO_8859_1)
            + "'";
  }

  /** Reads exactly that many bytes, little endian, position 0. */
  static ByteBuffer readFully(FileChannel file, long offsetBytes, int lengthBytes)
      throws IOException {
    require(offsetBytes >= 0 && offsetBytes + lengthBytes <= file.size(), "it ends too early");
    ByteBuffer bytes = ZipFormat.allocate(lengthBytes);
    while (bytes.hasRemaining()) {
      require(file.read(bytes, offsetBytes + bytes.position()) >= 0, "it ends too early");
    }
    return bytes.flip().order(bytes.order());
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException(fault);
    }
  }
}
