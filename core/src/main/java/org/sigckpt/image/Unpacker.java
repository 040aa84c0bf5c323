package org.sigckpt.image;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkUnsafe;

/** Reverses what {@link Packer} did; by one thread. */
final class Unpacker implements AutoCloseable {
  private final Codec codec;
  private @Nullable Decompressor decompressor;
  private @Nullable ByteBuffer plain;

  Unpacker(Codec codec) {
    this.codec = codec;
  }

  /**
   * Returns a buffer with as many bytes as the part had, which is valid until the next call.
   *
   * @param part from its position on
   */
  ByteBuffer unpack(ByteBuffer part, int lengthBytes) {
    if (part.remaining() == lengthBytes) {
      return part;
    }
    if (codec == Codec.NONE || lengthBytes < 0 || lengthBytes > PartWriter.PART_BYTES) {
      throw FieldReader.damaged("a part is " + lengthBytes + " bytes long");
    }
    if (decompressor == null) {
      decompressor = codec == Codec.LZ4 ? new Lz4Decompressor() : new ZstdDecompressor();
      plain = ByteBuffer.allocateDirect(PartWriter.PART_BYTES);
    }
    try {
      decompressor.decompress(part, plain.clear().limit(lengthBytes));
    } catch (MalformedInputException | IllegalArgumentException e) {
      throw FieldReader.damaged("a part can't be decompressed: " + e.getMessage());
    }
    if (plain.hasRemaining()) {
      throw FieldReader.damaged("a part has fewer bytes than its " + lengthBytes);
    }
    return plain.flip();
  }

  @Override
  public void close() {
    if (plain != null) {
      JdkUnsafe.UNSAFE.invokeCleaner(plain);
    }
  }
}
