package org.sigckpt.image;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.nio.ByteBuffer;
import org.sigckpt.internals.JdkUnsafe;

/** Compresses parts in their buffers; one thread at a time. */
final class Packer implements AutoCloseable {
  private final Compressor compressor;
  private final ByteBuffer packed;

  Packer(Codec codec) {
    compressor = codec == Codec.LZ4 ? new Lz4Compressor() : new ZstdCompressor();
    packed = ByteBuffer.allocateDirect(compressor.maxCompressedLength(PartWriter.PART_BYTES));
  }

  /** Replaces the remaining bytes, unless they get no fewer. */
  void pack(ByteBuffer part) {
    compressor.compress(part.duplicate(), packed.clear());
    packed.flip();
    if (packed.remaining() < part.remaining()) {
      part.clear().put(packed).flip();
    }
  }

  @Override
  public void close() {
    JdkUnsafe.UNSAFE.invokeCleaner(packed);
  }
}
