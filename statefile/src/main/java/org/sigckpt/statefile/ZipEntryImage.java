package org.sigckpt.statefile;

/**
 * One entry of the JAR, as its headers describe it.
 *
 * @param name with '/' between folders
 * @param method 0 stored, 8 deflated
 * @param crc32 of the content, unsigned
 * @param compressedBytes length in the file
 * @param lengthBytes length of the content
 * @param headerOffsetBytes of the local header, from the start of the file
 */
record ZipEntryImage(
    String name,
    int method,
    long crc32,
    long compressedBytes,
    long lengthBytes,
    long headerOffsetBytes) {

  boolean needsZip64Sizes() {
    return compressedBytes >= ZipFormat.MAGIC_32 || lengthBytes >= ZipFormat.MAGIC_32;
  }
}
