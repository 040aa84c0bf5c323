package org.sigckpt.statefile;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Feeds an entry's content, stored or deflated, to its checksums. */
final class EntryInflater {
  private final ZipEntryImage entry;
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer content = ByteBuffer.allocate(64 << 10);
  private long lengthBytes;
  private boolean ended;

  EntryInflater(ZipEntryImage entry) {
    this.entry = entry;
  }

  /**
   * Takes the next bytes of the file.
   *
   * @throws CorruptStatefileException if they do not inflate, or to more than the entry's length
   */
  void update(ByteBuffer window, Checksums checksums) throws CorruptStatefileException {
    if (entry.method() == ZipFormat.METHOD_STORED) {
      checksums.update(window);
      return;
    }
    try {
      if (ended) {
        throw new DataFormatException("bytes after the end");
      }
      inflater.setInput(window.duplicate());
      while (inflater.inflate(content.clear()) > 0) {
        checksums.update(content.flip());
        lengthBytes += content.limit();
        if (lengthBytes > entry.lengthBytes()) {
          throw new DataFormatException("too long");
        }
      }
    } catch (DataFormatException e) {
      throw new CorruptStatefileException(
          "Cannot read entry " + entry.name() + ": it does not inflate (file damaged?).");
    } finally {
      if (inflater.finished() || inflater.needsDictionary()) {
        inflater.end();
        ended = true;
      }
    }
  }
}
