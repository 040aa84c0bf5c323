package org.sigckpt.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Writes parts of an image, each full of whole records, one after the other as they come, and keeps
 * a list of them: first the codec (int); then, for each, offset (long), length in the image (int),
 * in memory (int), CRC32C of the bytes in the image (int).
 *
 * <p>A file takes bytes from one thread at a time, so a tracer would wait for others about as long
 * as it writes. Instead it leaves its part here and goes on with an empty buffer; whoever finds
 * nobody writing writes all that is left here before it goes on. So when no tracer is at work any
 * more, nothing is left. Only when the buffers are used up does a tracer wait.
 */
final class PartWriter implements AutoCloseable {
  static final int PART_BYTES = 1 << 20;
  private static final int SPARE_COUNT = 4;
  private static final long LOOK_NANOS = 50_000;

  private final WritableByteChannel out;
  private final Codec codec;
  private final NativeBuffer list = new NativeBuffer(1 << 12);
  private final ArrayDeque<Part> full = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> empty = new ArrayDeque<>();
  private final List<ByteBuffer> made = new ArrayList<>();
  private final ArrayDeque<Packer> packers = new ArrayDeque<>();
  private int takenCount;
  private boolean writing;
  private boolean discarding;
  private long writtenBytes;
  private long plainBytes;

  private record Part(ByteBuffer bytes, int plainBytes, int crc32c) {}

  PartWriter(WritableByteChannel out, Codec codec) {
    this.out = out;
    this.codec = codec;
    list.putInt(codec.ordinal());
  }

  /** Returns an empty buffer of {@link #PART_BYTES}, for a tracer that has none yet. */
  synchronized ByteBuffer take() {
    takenCount++;
    return make();
  }

  /**
   * Writes the remaining bytes, now or soon; by any thread.
   *
   * @param part from here; not to be used any more
   * @return an empty buffer in its place
   */
  ByteBuffer exchange(ByteBuffer part) throws IOException {
    if (!part.hasRemaining()) {
      return part.clear();
    }
    leave(part);
    for (; ; ) {
      synchronized (this) {
        if (!empty.isEmpty()) {
          return empty.poll();
        }
        if (made.size() < takenCount + SPARE_COUNT) {
          return make();
        }
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  /** Stops writing; later parts are dropped, as the image is refused anyway. */
  synchronized void discard() {
    discarding = true;
  }

  /** Returns the length of all parts before they were compressed. */
  synchronized long plainBytes() {
    return plainBytes;
  }

  /** Returns the list; all threads must have written their last. */
  NativeBuffer list() {
    return list;
  }

  @Override
  public void close() {
    made.forEach(JdkUnsafe.UNSAFE::invokeCleaner);
    made.clear();
    packers.forEach(Packer::close);
    packers.clear();
    empty.clear();
    list.close();
  }

  /** Writes the remaining bytes, now or soon; by any thread. */
  void leave(ByteBuffer bytes) throws IOException {
    int plainLength = bytes.remaining();
    if (codec != Codec.NONE && bytes.isDirect()) {
      pack(bytes);
    }
    CRC32C crc32c = new CRC32C();
    crc32c.update(bytes.duplicate());
    synchronized (this) {
      full.add(new Part(bytes, plainLength, (int) crc32c.getValue()));
      if (writing) {
        return;
      }
      writing = true;
    }
    try {
      for (Part part = next(); part != null; part = next()) {
        write(part);
      }
    } catch (Throwable e) {
      abandon();
      throw e;
    }
  }

  private void pack(ByteBuffer bytes) {
    Packer packer;
    synchronized (this) {
      packer = packers.poll();
    }
    packer = packer == null ? new Packer(codec) : packer;
    packer.pack(bytes);
    synchronized (this) {
      packers.add(packer);
    }
  }

  private synchronized @Nullable Part next() {
    Part part = full.poll();
    writing = part != null;
    return part;
  }

  private void write(Part part) throws IOException {
    int lengthBytes = part.bytes.remaining();
    boolean dropped;
    synchronized (this) {
      dropped = discarding;
    }
    while (!dropped && part.bytes.hasRemaining()) {
      out.write(part.bytes);
    }
    synchronized (this) {
      if (!dropped) {
        list.putLong(writtenBytes);
        list.putInt(lengthBytes);
        list.putInt(part.plainBytes);
        list.putInt(part.crc32c);
        writtenBytes += lengthBytes;
        plainBytes += part.plainBytes;
      }
      giveBack(part.bytes);
    }
  }

  /** After a failure: nobody may wait for this thread. */
  private synchronized void abandon() {
    discarding = true;
    writing = false;
    full.forEach(part -> giveBack(part.bytes));
    full.clear();
    takenCount++; // the buffer that was being written
  }

  private void giveBack(ByteBuffer bytes) {
    if (bytes.isDirect()) {
      empty.add(bytes.clear());
    }
  }

  private ByteBuffer make() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(PART_BYTES).order(ByteOrder.nativeOrder());
    made.add(buffer);
    return buffer;
  }
}
