package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;

/**
 * Copies fields and elements into one buffer of fixed size.
 *
 * <p>The fields of one object never straddle two blocks; arrays may, between elements.
 */
final class BodyWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 22;
  private static final int SHORT_COPY_BYTES = 160;

  private final ObjectIds ids;
  private final BlockWriter blocks;
  private final Flush beforeBlock;
  private final long start = UNSAFE.allocateMemory(BUFFER_BYTES);
  private final long end = start + BUFFER_BYTES;
  private long position = start;

  /**
   * @param beforeBlock writes the headers of all objects that the block may refer to
   */
  BodyWriter(ObjectIds ids, BlockWriter blocks, Flush beforeBlock) {
    this.ids = ids;
    this.blocks = blocks;
    this.beforeBlock = beforeBlock;
  }

  void body(Object object, Shape shape) throws IOException {
    switch (shape.kind) {
      case INSTANCE, PRE_MADE -> fields(object, shape.fields, shape.lengthBytes);
      case REFERENCE_ARRAY -> references((Object[]) object);
      case PRIMITIVE_ARRAY -> primitives(object, shape);
      default -> {}
    }
  }

  void flush() throws IOException {
    beforeBlock.run();
    if (position > start) {
      blocks.write(BlockKind.BODIES, start, position - start);
      position = start;
    }
  }

  @Override
  public void close() {
    UNSAFE.freeMemory(start);
  }

  private void fields(Object object, FieldLayout layout, int lengthBytes) throws IOException {
    if (lengthBytes > end - position) {
      flush();
    }
    position = write(object, layout, position, ids);
  }

  /** Writes the fields of the layout to the address and returns the address behind them. */
  static long write(Object base, FieldLayout layout, long address, ObjectIds ids) {
    long p = address;
    for (long offset : layout.longs()) {
      UNSAFE.putLong(p, UNSAFE.getLong(base, offset));
      p += Long.BYTES;
    }
    for (long offset : layout.ints()) {
      UNSAFE.putInt(p, UNSAFE.getInt(base, offset));
      p += Integer.BYTES;
    }
    for (long offset : layout.shorts()) {
      UNSAFE.putShort(p, UNSAFE.getShort(base, offset));
      p += Short.BYTES;
    }
    for (long offset : layout.bytes()) {
      UNSAFE.putByte(p++, UNSAFE.getByte(base, offset));
    }
    for (long offset : layout.refs()) {
      Object target = UNSAFE.getReference(base, offset);
      UNSAFE.putInt(p, target == null ? 0 : ids.idOf(target));
      p += Integer.BYTES;
    }
    return p;
  }

  private void references(Object[] array) throws IOException {
    long p = position;
    for (Object target : array) {
      if (p + Integer.BYTES > end) {
        position = p;
        flush();
        p = position;
      }
      UNSAFE.putInt(p, target == null ? 0 : ids.idOf(target));
      p += Integer.BYTES;
    }
    position = p;
  }

  private void primitives(Object array, Shape shape) throws IOException {
    long remaining = (long) java.lang.reflect.Array.getLength(array) * shape.elementBytes;
    long offset = shape.baseBytes;
    while (remaining > 0) {
      if (end - position < Long.BYTES) {
        flush();
      }
      long room = (end - position) & -Long.BYTES;
      long part = Math.min(remaining, room);
      copy(array, offset, part);
      position += part;
      offset += part;
      remaining -= part;
    }
  }

  // A call of copyMemory costs more than a short string; elements start at a multiple of 4 bytes,
  // and an object is padded to 8, so whole ints never read beyond it.
  private void copy(Object array, long offset, long bytes) {
    if (bytes > SHORT_COPY_BYTES) {
      UNSAFE.copyMemory(array, offset, null, position, bytes);
      return;
    }
    for (long i = 0; i < bytes; i += Integer.BYTES) {
      UNSAFE.putInt(position + i, UNSAFE.getInt(array, offset + i));
    }
  }

  /** Writes what must precede a block. */
  interface Flush {
    void run() throws IOException;
  }
}
