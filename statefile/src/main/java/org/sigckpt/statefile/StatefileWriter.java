package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes one statefile: {@link #manifest} first, then the runtime, the program's jars and the
 * sections in any order, then {@link #commit}.
 *
 * <p><b>Stage and threads.</b> One thread at a time, all participants held; takes no lock that a
 * program thread may hold, does not log.
 *
 * <p><b>Guarantees.</b> Until {@code commit} returns, the target is what it was before. Closing an
 * uncommitted writer, or any exception of its methods followed by {@code close}, leaves nothing
 * behind. Not to be reused after an exception.
 */
public final class StatefileWriter implements Closeable {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String PROGRAM = "program/";
  private static final String SECTIONS = "sections/";

  /** The JAR specification's limit on a line of the manifest, without its line end. */
  private static final int MANIFEST_LINE_BYTES = 70;

  /** $0 is the statefile itself; the java launcher skips what stands before the first entry. */
  private static final String SCRIPT =
      "#!/bin/sh\nexec ${JAVA_HOME:+\"$JAVA_HOME/bin/\"}java ${JAVA_OPTS-} -jar \"$0\" \"$@\"\n";

  private final TemporaryFile temporary;
  private final Path target;
  private final ZipWriter zip;
  private final Map<SectionKind, SectionIndex.Line> sections = new EnumMap<>(SectionKind.class);
  private @Nullable SectionChannel open;
  private boolean executable;
  private int jarCount;

  private StatefileWriter(Path target, TemporaryFile temporary, SeekableByteChannel out) {
    this.target = target;
    this.temporary = temporary;
    this.zip = new ZipWriter(out);
  }

  /**
   * Begins a statefile in a temporary file beside the target, readable by its owner only.
   *
   * @throws IOException if the folder can't be written to
   */
  public static StatefileWriter create(Path target) throws IOException {
    return create(target, channel -> channel);
  }

  /** Begins a statefile whose bytes go through the given channel; for tests that inject faults. */
  static StatefileWriter create(Path target, UnaryOperator<SeekableByteChannel> through)
      throws IOException {
    TemporaryFile temporary = TemporaryFile.beside(target);
    return new StatefileWriter(target, temporary, through.apply(temporary.channel()));
  }

  /** Makes the file a shell script as well, so that it starts by its name; before the manifest. */
  public void script() throws IOException {
    require(zip.entryCount() == 0, "the script comes first");
    zip.prefix(SCRIPT.getBytes(UTF_8));
    executable = true;
  }

  /** Writes the manifest; keys as in the JAR specification, values of one line each. */
  public void manifest(Map<String, String> attributes) throws IOException {
    require(zip.entryCount() == 0, "the manifest comes first and only once");
    StringBuilder text = new StringBuilder();
    appendAttribute(text, "Manifest-Version", "1.0");
    attributes.forEach((key, value) -> appendAttribute(text, key, value));
    zip.entry(MANIFEST, text.append("\r\n").toString().getBytes(UTF_8));
  }

  /**
   * Copies the runtime's classes from the agent's jar, or from the statefile that this JVM was
   * restarted from.
   */
  public void runtime(Path jar) throws IOException {
    requireManifest();
    try (FileChannel from = FileChannel.open(jar, READ)) {
      ZipDirectory directory = ZipDirectory.read(from, jar.toString());
      for (ZipEntryImage entry : directory.entries().values()) {
        if (isRuntime(entry.name())) {
          zip.copy(entry, from, directory.contentOffsetBytes(from, entry));
        }
      }
    }
  }

  /**
   * Embeds a file, as it is.
   *
   * @param name for people; made unique by a number
   * @return the name of the entry
   */
  public String embed(String name, Path file) throws IOException {
    requireManifest();
    String entry = PROGRAM + String.format("%03d-", jarCount++) + name;
    ZipWriter.Open out = zip.open(entry, 1);
    try (FileChannel from = FileChannel.open(file, READ)) {
      ByteBuffer window = ByteBuffer.allocate(1 << 20);
      while (from.read(window) >= 0) {
        out.write(window.flip());
        window.clear();
      }
    }
    out.close();
    return entry;
  }

  /**
   * Begins a section; closing the channel ends it. Nothing else may be written meanwhile.
   *
   * <p><b>Shape.</b> The channel writes all remaining bytes of each buffer and has no limit below
   * 2<sup>63</sup>. Write in large pieces: it does not buffer.
   */
  public WritableByteChannel section(SectionKind kind) throws IOException {
    requireManifest();
    require(!sections.containsKey(kind), "section " + kind + " was written already");
    SectionChannel channel =
        new SectionChannel(kind, zip.open(kind.entryName(), kind.alignmentBytes()));
    open = channel;
    return channel;
  }

  /** Writes a whole section. */
  public void section(SectionKind kind, byte[] content) throws IOException {
    try (WritableByteChannel out = section(kind)) {
      out.write(ByteBuffer.wrap(content));
    }
  }

  /** Ends the statefile and puts it in the target's place, durably and at once. */
  public Commit commit() throws IOException {
    requireManifest();
    zip.entry(SectionKind.INDEX_ENTRY, new SectionIndex(sections).encode());
    long lengthBytes = zip.finish();
    temporary.commit(executable);
    return new Commit(target, lengthBytes);
  }

  /** Drops the statefile unless it was committed. */
  @Override
  public void close() throws IOException {
    temporary.close();
  }

  private static boolean isRuntime(String entry) {
    return !entry.startsWith(PROGRAM)
        && !entry.startsWith(SECTIONS)
        && !entry.equals("META-INF/")
        && !entry.equals(MANIFEST)
        && !entry.equals("META-INF/INDEX.LIST")
        && !entry.matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)");
  }

  private static void appendAttribute(StringBuilder text, String key, String value) {
    String line = key + ": " + value;
    if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("A manifest attribute has one line: " + key);
    }
    int bytes = 0;
    for (int i = 0; i < line.length(); i = line.offsetByCodePoints(i, 1)) {
      String character = line.substring(i, line.offsetByCodePoints(i, 1));
      int length = character.getBytes(UTF_8).length;
      if (bytes + length > MANIFEST_LINE_BYTES) {
        text.append("\r\n ");
        bytes = 1;
      }
      text.append(character);
      bytes += length;
    }
    text.append("\r\n");
  }

  private void requireManifest() {
    require(zip.entryCount() > 0, "the manifest comes first");
    require(open == null, "a section is still open");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException("Cannot write the statefile in this order: " + rule + ".");
    }
  }

  /** The section that is being written. */
  private final class SectionChannel implements WritableByteChannel {
    private final SectionKind kind;
    private final ZipWriter.Open entry;

    SectionChannel(SectionKind kind, ZipWriter.Open entry) {
      this.kind = kind;
      this.entry = entry;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (!isOpen()) {
        throw new ClosedChannelException();
      }
      int length = source.remaining();
      entry.write(source);
      return length;
    }

    @Override
    public boolean isOpen() {
      return open == this;
    }

    @Override
    public void close() throws IOException {
      if (isOpen()) {
        sections.put(kind, entry.close());
        open = null;
      }
    }
  }
}
