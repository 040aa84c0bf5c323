package org.sigckpt.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The parts of an image, wherever they lie. */
public interface PartSource {
  /**
   * Fills the buffer with the bytes from the offset; by any thread.
   *
   * @throws IOException if there are not so many or their CRC32C is not the expected one
   */
  void read(long offsetBytes, ByteBuffer to, int expectedCrc32c) throws IOException;
}
