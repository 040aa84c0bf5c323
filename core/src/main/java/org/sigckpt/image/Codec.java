package org.sigckpt.image;

/**
 * How the parts of an image are compressed, each on its own, by the threads that fill them; the
 * ordinal is in the file.
 */
public enum Codec {
  /** As they are. */
  NONE,
  /** Blocks of LZ4. */
  LZ4,
  /** Frames of Zstandard (RFC 8878): smaller, and slower. */
  ZSTD;

  /** Returns whether compressing takes so much of the Java heap that a collection may come. */
  public boolean allocates() {
    return this == ZSTD;
  }
}
