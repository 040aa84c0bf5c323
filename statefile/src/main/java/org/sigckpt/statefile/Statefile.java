package org.sigckpt.statefile;

import static java.nio.file.StandardOpenOption.READ;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Reads a statefile.
 *
 * <p>{@link #open} checks everything but the contents of the entries; {@link #stream}, {@link
 * #channel} and {@link #bytes} check the section's checksum when its end is read; {@link #verify}
 * checks all. Usable by several threads, closing excepted.
 */
public final class Statefile implements Closeable {
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int LARGEST_INDEX_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel file;
  private final ZipDirectory directory;
  private final Map<SectionKind, Section> sections;

  private Statefile(
      Path path, FileChannel file, ZipDirectory directory, Map<SectionKind, Section> sections) {
    this.path = path;
    this.file = file;
    this.directory = directory;
    this.sections = sections;
  }

  /**
   * Where a section lies.
   *
   * @param offsetBytes of its first byte, from the start of the file
   * @param lengthBytes its length
   * @param crc32c of its bytes, unsigned
   */
  public record Section(SectionKind kind, long offsetBytes, long lengthBytes, long crc32c) {}

  /**
   * Opens the file and reads its directory.
   *
   * @throws CorruptStatefileException if it is no statefile, damaged or cut short
   * @throws StatefileTooNewException if its format is not known to this build
   */
  public static Statefile open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, READ);
    try {
      return read(path, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static Statefile read(Path path, FileChannel file) throws IOException {
    ZipDirectory directory = ZipDirectory.read(file, path.toString());
    Map<SectionKind, Section> sections = new EnumMap<>(SectionKind.class);
    Statefile statefile = new Statefile(path, file, directory, sections);
    statefile.checkFrame();
    SectionIndex index = statefile.readIndex();
    for (Map.Entry<SectionKind, SectionIndex.Line> line : index.lines().entrySet()) {
      sections.put(line.getKey(), statefile.locate(line.getKey(), line.getValue()));
    }
    return statefile;
  }

  /** Returns what was given to {@link #open}. */
  public Path path() {
    return path;
  }

  /** Returns the length of the whole file. */
  public long lengthBytes() throws IOException {
    return file.size();
  }

  /** Returns the open file itself, for reading and mapping at {@link Section#offsetBytes}. */
  public FileChannel file() {
    return file;
  }

  /** Returns the kinds of the sections that this file has. */
  public Set<SectionKind> kinds() {
    return Set.copyOf(sections.keySet());
  }

  /**
   * Returns where the section lies.
   *
   * @throws CorruptStatefileException if the file has none of that kind
   */
  public Section section(SectionKind kind) throws CorruptStatefileException {
    Section section = sections.get(kind);
    if (section == null) {
      throw new CorruptStatefileException(
          "Cannot read statefile " + path + ": it has no section " + kind + ".");
    }
    return section;
  }

  /** Returns a channel over the section; its last read throws if the checksum does not match. */
  public ReadableByteChannel channel(SectionKind kind) throws CorruptStatefileException {
    return new SectionReader(path, file, section(kind));
  }

  /**
   * Fills the buffer with a part of the section; by any thread.
   *
   * @param offsetBytes of the part, from the start of the section
   * @param crc32c the part's own checksum
   * @throws CorruptStatefileException if it does not match, or the section ends before
   */
  public void read(SectionKind kind, long offsetBytes, ByteBuffer to, int crc32c)
      throws IOException {
    Section section = section(kind);
    if (offsetBytes < 0 || offsetBytes > section.lengthBytes() - to.remaining()) {
      throw new CorruptStatefileException(
          "Cannot read statefile " + path + ", section " + kind + ": it was cut short.");
    }
    long place = section.offsetBytes() + offsetBytes;
    ByteBuffer part = to.duplicate();
    for (int done = 0; done < to.remaining(); done = part.position() - to.position()) {
      if (file.read(part, place + done) < 0) {
        throw new CorruptStatefileException(
            "Cannot read statefile " + path + ", section " + kind + ": it was cut short.");
      }
    }
    CRC32C checksum = new CRC32C();
    checksum.update(to.duplicate());
    SectionReader.check(
        path,
        new Section(kind, place, to.remaining(), Integer.toUnsignedLong(crc32c)),
        checksum.getValue());
  }

  /** Returns a stream over the section; its last read throws if the checksum does not match. */
  public InputStream stream(SectionKind kind) throws CorruptStatefileException {
    return Channels.newInputStream(channel(kind));
  }

  /**
   * Returns a copy of the whole section.
   *
   * @throws CorruptStatefileException if the checksum does not match
   */
  public byte[] bytes(SectionKind kind) throws IOException {
    try (InputStream in = stream(kind)) {
      return in.readAllBytes();
    }
  }

  /** Returns what was captured, when and where. */
  public Meta meta() throws IOException {
    return Meta.decode(bytes(SectionKind.META), path.toString());
  }

  /** Returns the names of the embedded files' entries, in the order they were embedded. */
  public List<String> embedded() {
    return directory.entries().keySet().stream()
        .filter(name -> name.startsWith("program/"))
        .toList();
  }

  /** Returns the CRC32 of an embedded file, unsigned. */
  public long embeddedCrc32(String entryName) throws CorruptStatefileException {
    return entry(entryName).crc32();
  }

  /** Returns the length of an embedded file. */
  public long embeddedLengthBytes(String entryName) throws CorruptStatefileException {
    return entry(entryName).lengthBytes();
  }

  /** Copies an embedded file to the channel, and checks it. */
  public void extract(String entryName, FileChannel to) throws IOException {
    ZipEntryImage entry = entry(entryName);
    requireStored(entry);
    Checksums checksums = new Checksums();
    long offset = directory.contentOffsetBytes(file, entry);
    ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    for (long at = 0; at < entry.compressedBytes(); at += window.limit()) {
      fill(window, offset + at, entry.compressedBytes() - at);
      checksums.update(window);
      ByteBuffer rest = window.duplicate();
      while (rest.hasRemaining()) {
        to.write(rest);
      }
    }
    checkCrc32(entry, offset, checksums);
  }

  /**
   * Reads the whole file and checks every byte.
   *
   * @throws CorruptStatefileException for the first fault
   */
  public void verify() throws IOException {
    for (ZipEntryImage entry : directory.entries().values()) {
      verify(entry);
    }
  }

  /** Reads one section and checks it. */
  public void verify(SectionKind kind) throws IOException {
    section(kind);
    verify(entry(kind.entryName()));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void verify(ZipEntryImage entry) throws IOException {
    long offset = directory.contentOffsetBytes(file, entry);
    Checksums checksums = new Checksums();
    EntryInflater inflater = new EntryInflater(entry);
    ByteBuffer window = ByteBuffer.allocateDirect((int) windowFor(entry));
    for (long at = 0; at < entry.compressedBytes(); at += window.limit()) {
      fill(window, offset + at, entry.compressedBytes() - at);
      inflater.update(window, checksums);
    }
    checkCrc32(entry, offset, checksums);
    for (Section section : sections.values()) {
      if (section.kind.entryName().equals(entry.name())) {
        SectionReader.check(path, section, checksums.crc32c());
      }
    }
  }

  private static long windowFor(ZipEntryImage entry) {
    return Math.max(1, Math.min(WINDOW_BYTES, entry.compressedBytes()));
  }

  private void fill(ByteBuffer window, long offset, long remaining) throws IOException {
    window.clear().limit((int) Math.min(window.capacity(), remaining));
    while (window.hasRemaining()) {
      if (file.read(window, offset + window.position()) < 0) {
        throw new CorruptStatefileException(
            "Cannot read statefile " + path + " at offset " + offset + ": it was cut short.");
      }
    }
    window.flip();
  }

  private void checkCrc32(ZipEntryImage entry, long offset, Checksums checksums)
      throws CorruptStatefileException {
    if (checksums.crc32() != entry.crc32()) {
      throw new CorruptStatefileException(
          "Cannot read statefile "
              + path
              + ", entry "
              + entry.name()
              + " at offset "
              + offset
              + ": crc32 0x"
              + Checksums.hex(checksums.crc32())
              + " vs expected 0x"
              + Checksums.hex(entry.crc32())
              + " (file damaged?).");
    }
  }

  private void checkFrame() throws IOException {
    String fault;
    try {
      fault = directory.frameFault(file);
    } catch (IllegalArgumentException e) {
      fault = e.getMessage();
    }
    if (fault != null) {
      throw new CorruptStatefileException(
          "Cannot read statefile " + path + ": " + fault + " (file damaged?).");
    }
  }

  private SectionIndex readIndex() throws IOException {
    ZipEntryImage entry = directory.entries().get(SectionKind.INDEX_ENTRY);
    if (entry == null || entry.compressedBytes() > LARGEST_INDEX_BYTES) {
      throw new CorruptStatefileException(
          "Cannot read statefile "
              + path
              + ": it has no list of sections; give a file that a checkpoint wrote.");
    }
    requireStored(entry);
    long offset = directory.contentOffsetBytes(file, entry);
    ByteBuffer content = ByteBuffer.allocate((int) entry.compressedBytes());
    fill(content, offset, content.capacity());
    Checksums checksums = new Checksums();
    checksums.update(content);
    checkCrc32(entry, offset, checksums);
    return SectionIndex.decode(content.array(), path.toString());
  }

  private Section locate(SectionKind kind, SectionIndex.Line line) throws IOException {
    ZipEntryImage entry = entry(kind.entryName());
    requireStored(entry);
    if (entry.lengthBytes() != line.lengthBytes()) {
      throw new CorruptStatefileException(
          "Cannot read statefile "
              + path
              + ", section "
              + kind
              + ": "
              + entry.lengthBytes()
              + " bytes vs "
              + line.lengthBytes()
              + " in the list of sections (file damaged?).");
    }
    return new Section(
        kind, directory.contentOffsetBytes(file, entry), line.lengthBytes(), line.crc32c());
  }

  private ZipEntryImage entry(String name) throws CorruptStatefileException {
    ZipEntryImage entry = directory.entries().get(name);
    if (entry == null) {
      throw new CorruptStatefileException(
          "Cannot read statefile " + path + ": entry " + name + " is missing.");
    }
    return entry;
  }

  private void requireStored(ZipEntryImage entry) throws CorruptStatefileException {
    if (entry.method() != ZipFormat.METHOD_STORED
        || entry.compressedBytes() != entry.lengthBytes()) {
      throw new CorruptStatefileException(
          "Cannot read statefile "
              + path
              + ": entry "
              + entry.name()
              + " is compressed; repack it stored.");
    }
  }
}
