package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/** Reads what {@link BlockWriter} wrote. */
final class BlockReader implements AutoCloseable {
  private static final int TRANSFER_BYTES = 1 << 20;

  private final ReadableByteChannel in;
  private final ByteBuffer transfer =
      ByteBuffer.allocateDirect(TRANSFER_BYTES).order(ByteOrder.nativeOrder()).flip();
  private long positionBytes;
  private long lengthBytes;

  BlockReader(ReadableByteChannel in) throws IOException {
    this.in = in;
    require(8);
    long magic = transfer.getLong();
    if (magic != BlockWriter.MAGIC) {
      throw new ImageRestoreException(
          String.format(
              "Cannot read the heap image: it starts with %016x vs expected %016x;"
                  + " restart on a machine of the same byte order, with an undamaged file.",
              magic, BlockWriter.MAGIC));
    }
  }

  /** Reads the next block's head; its payload must then be read by {@link #payload}. */
  BlockKind next() throws IOException {
    require(12);
    int kind = transfer.getInt();
    lengthBytes = transfer.getLong();
    if (kind < 0 || kind >= BlockKind.values().length || lengthBytes < 0) {
      throw new ImageRestoreException(
          "Cannot read the heap image at offset "
              + positionBytes
              + ": block kind "
              + kind
              + " of "
              + lengthBytes
              + " bytes; the file is damaged.");
    }
    return BlockKind.values()[kind];
  }

  long length() {
    return lengthBytes;
  }

  /** Replaces the buffer's contents by the payload of the current block. */
  void payload(NativeBuffer target) throws IOException {
    target.reset();
    long address = target.extend(lengthBytes);
    long position = 0;
    while (position < lengthBytes) {
      require(1);
      int part = (int) Math.min(transfer.remaining(), lengthBytes - position);
      long source = BlockWriter.addressOf(transfer) + transfer.position();
      UNSAFE.copyMemory(null, source, null, address + position, part);
      transfer.position(transfer.position() + part);
      positionBytes += part;
      position += part;
    }
  }

  /** Returns the payload of the current block as a heap array. */
  byte[] payload() throws IOException {
    try (NativeBuffer buffer = new NativeBuffer(Math.max(1, lengthBytes))) {
      payload(buffer);
      byte[] bytes = new byte[Math.toIntExact(lengthBytes)];
      UNSAFE.copyMemory(null, buffer.address(), bytes, NativeBuffer.BYTE_ARRAY_BASE, bytes.length);
      return bytes;
    }
  }

  @Override
  public void close() {
    UNSAFE.invokeCleaner(transfer);
  }

  private void require(int bytes) throws IOException {
    if (transfer.remaining() >= bytes) {
      return;
    }
    transfer.compact();
    while (transfer.position() < bytes) {
      if (in.read(transfer) < 0) {
        throw new ImageRestoreException(
            "Cannot read the heap image at offset "
                + positionBytes
                + ": it ends too early; the file is truncated.");
      }
    }
    transfer.flip();
  }
}
