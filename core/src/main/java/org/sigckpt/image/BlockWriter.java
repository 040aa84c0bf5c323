package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** Writes typed blocks, one after the other: kind (int), length in bytes (long), payload. */
final class BlockWriter implements AutoCloseable {
  static final long MAGIC = 0x5349474845415032L; // "SIGHEAP2"
  private static final Field ADDRESS = JdkReflection.field(Buffer.class, "address");
  private static final int TRANSFER_BYTES = 1 << 20;

  private final WritableByteChannel out;
  private final ByteBuffer transfer =
      ByteBuffer.allocateDirect(TRANSFER_BYTES).order(ByteOrder.nativeOrder());

  BlockWriter(WritableByteChannel out) throws IOException {
    this.out = out;
    transfer.putLong(MAGIC);
    send();
  }

  void write(BlockKind kind, NativeBuffer payload) throws IOException {
    write(kind, payload.address(), payload.length());
  }

  void write(BlockKind kind, long address, long lengthBytes) throws IOException {
    transfer.putInt(kind.ordinal()).putLong(lengthBytes);
    long position = 0;
    while (position < lengthBytes) {
      int part = (int) Math.min(transfer.remaining(), lengthBytes - position);
      long target = addressOf(transfer) + transfer.position();
      UNSAFE.copyMemory(null, address + position, null, target, part);
      transfer.position(transfer.position() + part);
      position += part;
      if (!transfer.hasRemaining()) {
        send();
      }
    }
    if (transfer.remaining() < 12) {
      send();
    }
  }

  /** Writes what is still buffered. */
  void flush() throws IOException {
    send();
  }

  /** Frees the transfer buffer. */
  @Override
  public void close() {
    UNSAFE.invokeCleaner(transfer);
  }

  private void send() throws IOException {
    transfer.flip();
    while (transfer.hasRemaining()) {
      out.write(transfer);
    }
    transfer.clear();
  }

  static long addressOf(ByteBuffer direct) {
    return UNSAFE.getLong(direct, JdkUnsafe.offsetOf(ADDRESS));
  }
}
