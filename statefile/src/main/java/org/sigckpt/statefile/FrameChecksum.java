package org.sigckpt.statefile;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.zip.CRC32C;

/**
 * The JAR's comment: a CRC32C of every byte that is in no stored entry's content.
 *
 * <p>Stored contents have their own CRC32 in the headers, so together every byte of the file is
 * under a checksum: the script in front, the headers with their padding, the directory, and
 * deflated contents as they lie in the file (their CRC32 does not see the bits that fill the last
 * byte). A tool that rewrites the JAR, such as a signer, drops the comment; then the headers are
 * trusted as in any JAR.
 */
final class FrameChecksum {
  private static final String PREFIX = "sigckpt frame crc32c ";

  /** The comment is the prefix and eight hexadecimal digits. */
  static final int COMMENT_BYTES = PREFIX.length() + 8;

  private final CRC32C crc = new CRC32C();

  void add(byte[] bytes) {
    add(bytes, bytes.length);
  }

  void add(byte[] bytes, int lengthBytes) {
    crc.update(bytes, 0, lengthBytes);
  }

  /** Returns the comment for what was added so far. */
  byte[] comment() {
    return (PREFIX + Checksums.hex(crc.getValue())).getBytes(US_ASCII);
  }
}
