package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumMap;
import java.util.Map;

/**
 * The entry {@code sections/INDEX}: the format's version, then name, length and CRC32C of each
 * section.
 *
 * <pre>
 *   sigckpt-statefile 1
 *   META 512 0x9d3c0a55
 *   HEAP 73400320 0x1f00ba11
 * </pre>
 *
 * Sections of unknown names are left out when reading: a later version that adds one without which
 * the rest can't be understood must raise the format's version.
 */
record SectionIndex(Map<SectionKind, Line> lines) {
  /** The version that this build writes, and the only one that it reads. */
  static final int FORMAT_VERSION = 1;

  private static final String TITLE = "sigckpt-statefile ";

  /** One section. */
  record Line(long lengthBytes, long crc32c) {}

  byte[] encode() {
    StringBuilder out = new StringBuilder(TITLE).append(FORMAT_VERSION).append('\n');
    lines.forEach(
        (kind, line) ->
            out.append(kind.name())
                .append(' ')
                .append(line.lengthBytes)
                .append(" 0x")
                .append(Checksums.hex(line.crc32c))
                .append('\n'));
    return out.toString().getBytes(UTF_8);
  }

  /**
   * Reads the entry's content.
   *
   * @param file name for messages
   */
  static SectionIndex decode(byte[] content, String file) throws StatefileException {
    String[] text = new String(content, UTF_8).split("\n", -1);
    try {
      requireVersion(text[0], file);
      Map<SectionKind, Line> lines = new EnumMap<>(SectionKind.class);
      for (int i = 1; i < text.length - 1; i++) {
        addLine(lines, text[i].split(" ", -1));
      }
      return new SectionIndex(lines);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CorruptStatefileException(
          "Cannot read statefile " + file + ": the list of sections is malformed (file damaged?).");
    }
  }

  private static void requireVersion(String title, String file) throws StatefileException {
    if (!title.startsWith(TITLE)) {
      throw new IllegalArgumentException(title);
    }
    int version = Integer.parseInt(title.substring(TITLE.length()));
    if (version > FORMAT_VERSION) {
      throw new StatefileTooNewException(file, version);
    }
    if (version < FORMAT_VERSION) {
      throw new IllegalArgumentException(title);
    }
  }

  private static void addLine(Map<SectionKind, Line> lines, String[] words) {
    long length = Long.parseLong(words[1]);
    long crc32c = Long.parseLong(words[2].substring(2), 16);
    for (SectionKind kind : SectionKind.values()) {
      if (kind.name().equals(words[0])) {
        lines.put(kind, new Line(length, crc32c));
      }
    }
  }
}
