package org.sigckpt.statefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Writes a JAR from front to back, one open entry at a time.
 *
 * <p>{@code java.util.zip} can neither align an entry nor take one whose length is not known and
 * leave it stored. Here such an entry gets a local header with room for any length, and the header
 * is patched when the entry ends; nothing is read back and nothing is computed twice. All offsets
 * count from the start of the file, also behind a script, because the java launcher rejects ZIP64
 * archives that count from elsewhere.
 */
final class ZipWriter {
  /** Big enough to be fast, small enough to stay in the cache between the two checksums. */
  private static final int WINDOW_BYTES = 256 << 10;

  private final SeekableByteChannel out;
  private final List<ZipEntryImage> entries = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final FrameChecksum frame = new FrameChecksum();
  private long positionBytes;

  ZipWriter(SeekableByteChannel out) {
    this.out = out;
  }

  int entryCount() {
    return entries.size();
  }

  /** Writes bytes in front of the first entry. */
  void prefix(byte[] bytes) throws IOException {
    frame.add(bytes);
    append(ByteBuffer.wrap(bytes));
  }

  /** Writes a whole entry. */
  void entry(String name, byte[] content) throws IOException {
    CRC32 crc32 = new CRC32();
    crc32.update(content);
    header(name, ZipFormat.METHOD_STORED, crc32.getValue(), content.length, content.length);
    append(ByteBuffer.wrap(content));
  }

  /** Copies an entry of another JAR as it is, compressed or not. */
  void copy(ZipEntryImage entry, FileChannel from, long contentOffsetBytes) throws IOException {
    if (entry.needsZip64Sizes()) {
      throw new IOException("Cannot copy entry " + entry.name() + ": it is larger than 4 GiB.");
    }
    header(
        entry.name(), entry.method(), entry.crc32(), entry.compressedBytes(), entry.lengthBytes());
    ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    long end = contentOffsetBytes + entry.compressedBytes();
    for (long at = contentOffsetBytes; at < end; at += window.position()) {
      window.clear().limit((int) Math.min(window.capacity(), end - at));
      if (from.read(window, at) < 0) {
        throw new CorruptStatefileException(
            "Cannot copy entry " + entry.name() + ": its jar ends inside it.");
      }
      if (entry.method() != ZipFormat.METHOD_STORED) {
        frame.add(window.array(), window.position());
      }
      append(window.duplicate().flip());
    }
  }

  /** Begins a stored entry of unknown length. */
  Open open(String name, int alignmentBytes) throws IOException {
    claim(name);
    return new Open(name, alignmentBytes);
  }

  /** Writes the directory and the end; returns the length of the file. */
  long finish() throws IOException {
    long directoryOffset = positionBytes;
    for (ZipEntryImage entry : entries) {
      frameBytes(new ZipCentralHeader(entry).encode());
    }
    long directoryLength = positionBytes - directoryOffset;
    frameBytes(
        new ZipEnd(entries.size(), directoryLength, directoryOffset)
            .encode(FrameChecksum.COMMENT_BYTES));
    append(ByteBuffer.wrap(frame.comment()));
    return positionBytes;
  }

  private void header(String name, int method, long crc32, long compressed, long length)
      throws IOException {
    claim(name);
    ZipEntryImage entry = new ZipEntryImage(name, method, crc32, compressed, length, positionBytes);
    entries.add(entry);
    frameBytes(new ZipLocalHeader(entry, 0).encode());
  }

  private void claim(String name) {
    if (!names.add(name)) {
      throw new IllegalStateException("The statefile has an entry " + name + " already.");
    }
  }

  private void frameBytes(byte[] bytes) throws IOException {
    frame.add(bytes);
    append(ByteBuffer.wrap(bytes));
  }

  private void append(ByteBuffer bytes) throws IOException {
    positionBytes += bytes.remaining();
    writeFully(bytes);
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** The entry that is being written. */
  final class Open {
    private final String name;
    private final long headerOffsetBytes = positionBytes;
    private final int extraLengthBytes;
    private final Checksums checksums = new Checksums();
    private long lengthBytes;

    private Open(String name, int alignmentBytes) throws IOException {
      this.name = name;
      this.extraLengthBytes =
          ZipLocalHeader.extraLengthFor(headerOffsetBytes, name, alignmentBytes);
      append(ByteBuffer.wrap(header()));
    }

    /** Writes all remaining bytes. */
    void write(ByteBuffer source) throws IOException {
      while (source.hasRemaining()) {
        int length = Math.min(WINDOW_BYTES, source.remaining());
        ByteBuffer window = source.slice(source.position(), length);
        checksums.update(window);
        append(window);
        lengthBytes += length;
        source.position(source.position() + length);
      }
    }

    /** Ends the entry: patches its header. */
    SectionIndex.Line close() throws IOException {
      byte[] header = header();
      out.position(headerOffsetBytes);
      writeFully(ByteBuffer.wrap(header));
      out.position(positionBytes);
      frame.add(header);
      entries.add(image());
      return new SectionIndex.Line(lengthBytes, checksums.crc32c());
    }

    private byte[] header() {
      return new ZipLocalHeader(image(), extraLengthBytes).encode();
    }

    private ZipEntryImage image() {
      return new ZipEntryImage(
          name,
          ZipFormat.METHOD_STORED,
          checksums.crc32(),
          lengthBytes,
          lengthBytes,
          headerOffsetBytes);
    }
  }
}
