package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of the objects on its stack, and of all that they lead to, in one thread.
 *
 * <p>Depth first, because what an object refers to was most often allocated beside it. Objects are
 * taken in small groups, and the headers of a whole group are loaded before its first record is
 * written: nearly all the time goes into waiting for memory, and so these waits overlap.
 *
 * <p>An array is written in slices, so that what one slice leads to is written before the next one,
 * and the stack stays short.
 *
 * <p>What is not an ordinary object is left to the lead (see {@link HeapImageWriter}).
 */
final class Tracer {
  static final int HASHED = 1;
  static final int SLICED = 2;
  static final int PLACED = 4;
  static final int FLAG_BITS = 3;

  private static final int GROUP = 8;
  private static final int LOOK_COUNT = 32;
  private static final int SHARE_COUNT = 64;
  private static final int SHORT_COPY_BYTES = 160;

  private final ObjectIds ids;
  private final MarkWords words;
  private final ShapeCache shapes;
  private final Items items;
  private final PartWriter parts;
  private final WorkPool pool;
  private final @Nullable Lead lead;
  private final TraceStack stack = new TraceStack();
  private final Object[] group = new Object[GROUP];
  private final int[] groupIds = new int[GROUP];
  private final int[] groupFroms = new int[GROUP];
  private ByteBuffer part;
  private long start;
  private long end;
  private long position;
  private long count;

  /** Writes what only one thread may. */
  interface Lead {
    /**
     * @param shape null if the class has none yet
     */
    void special(Object object, int id, @Nullable Shape shape) throws IOException;

    /** Is called now and then. */
    void traced(long count);
  }

  /**
   * @param lead null for a tracer that helps
   */
  Tracer(
      ObjectIds ids,
      ShapeTable shapes,
      Items items,
      PartWriter parts,
      WorkPool pool,
      @Nullable Lead lead) {
    this.ids = ids;
    this.words = MarkWords.calibrated();
    this.shapes = new ShapeCache(shapes);
    this.items = items;
    this.parts = parts;
    this.pool = pool;
    this.lead = lead;
    begin(parts.take());
  }

  TraceStack stack() {
    return stack;
  }

  /** Returns how many records were begun. */
  long count() {
    return count;
  }

  /**
   * Writes everything; returns when no tracer has anything left.
   *
   * @param counted whether the pool counts this tracer as one that has work
   */
  void drain(boolean counted) throws IOException {
    boolean busy = counted;
    while (!pool.stopped()) {
      if (stack.size() == 0) {
        if (!pool.refill(stack, lead != null, busy)) {
          return;
        }
        busy = true;
      }
      for (int i = 0; i < LOOK_COUNT && stack.size() > 0; i++) {
        traceGroup();
      }
      if (stack.size() > SHARE_COUNT && pool.wanted()) {
        pool.give(stack.split());
      }
      if (lead != null) {
        lead.traced(count);
      }
    }
  }

  private void traceGroup() throws IOException {
    int length = Math.min(GROUP, stack.size());
    int sum = 0;
    for (int i = 0; i < length; i++) {
      stack.pop();
      int top = stack.size();
      group[i] = stack.object(top);
      groupIds[i] = stack.id(top);
      groupFroms[i] = stack.from(top);
      sum += UNSAFE.getInt(group[i], 0L);
    }
    loaded = sum;
    for (int i = length - 1; i >= 0; i--) {
      trace(group[i], groupIds[i], groupFroms[i]);
    }
  }

  /** Keeps the compiler from dropping the loads. */
  private int loaded;

  private void trace(Object object, int id, int from) throws IOException {
    Shape shape = shapes.of(object);
    if (shape == null || !shape.simple) {
      special(object, id, shape);
      return;
    }
    if (from != 0) {
      slice(object, id, shape, 0, from, Shape.lengthOf(object));
      return;
    }
    long mark = MarkWords.read(object);
    int hash = 0;
    if (!words.isPlain(mark)) {
      if (lead == null && !MarkWords.unlocked(mark)) {
        special(object, id, shape);
        return;
      }
      hash = ids.hashOf(object, id, mark);
      if (hash != 0 && items.indexOf(object, hash) >= 0) {
        special(object, id, shape);
        return;
      }
    }
    write(object, id, shape, hash);
  }

  private void special(Object object, int id, @Nullable Shape shape) throws IOException {
    if (lead == null) {
      pool.giveToLead(object, id);
    } else {
      lead.special(object, id, shape);
    }
  }

  /** Writes an ordinary object, and pushes what it leads to. */
  void write(Object object, int id, Shape shape, int hash) throws IOException {
    if (isLong(object, shape)) {
      slice(object, id, shape, hash, 0, Shape.lengthOf(object));
    } else {
      head(id, shape, 0, hash, bodyBytes(object, shape));
      body(object, shape);
      count++;
    }
  }

  /** Writes an ordinary object that is not long, and the number of the definition of its place. */
  void writePlaced(Object object, int id, Shape shape, int hash, int place) throws IOException {
    head(id, shape, PLACED, hash, Integer.BYTES + bodyBytes(object, shape));
    putInt(place);
    body(object, shape);
    count++;
  }

  /** Returns whether the object is written in slices. */
  static boolean isLong(Object object, Shape shape) {
    return (shape.kind == ShapeKind.REFERENCE_ARRAY || shape.kind == ShapeKind.PRIMITIVE_ARRAY)
        && Shape.lengthOf(object) > shape.sliceLength;
  }

  /** Writes a record without a body. */
  void write(int id, Shape shape, int hash) throws IOException {
    head(id, shape, 0, hash, 0);
    count++;
  }

  /** Writes a record whose body is one number. */
  void write(int id, Shape shape, int hash, int number) throws IOException {
    head(id, shape, 0, hash, Integer.BYTES);
    putInt(number);
    count++;
  }

  /** Writes a record whose body is the bytes, with their length in front. */
  void write(int id, Shape shape, int hash, byte[] bytes, int length) throws IOException {
    if (length > PartWriter.PART_BYTES / 2) {
      flush();
      ByteBuffer large = ByteBuffer.allocate(length + 4 * Integer.BYTES).order(part.order());
      large.putInt(id).putInt(word(shape, 0, hash));
      if (hash != 0) {
        large.putInt(hash);
      }
      parts.leave(large.putInt(length).put(bytes, 0, length).flip());
    } else {
      head(id, shape, 0, hash, (long) Integer.BYTES + length);
      putInt(length);
      UNSAFE.copyMemory(bytes, NativeBuffer.BYTE_ARRAY_BASE, null, position, length);
      position += length;
    }
    count++;
  }

  /** Writes the fields of the layout to the address and returns the address behind them. */
  static long fields(
      Object base, FieldLayout layout, long address, ObjectIds ids, TraceStack found) {
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
      UNSAFE.putInt(p, ids.idAt(base, offset, found));
      p += Integer.BYTES;
    }
    return p;
  }

  void flush() throws IOException {
    begin(parts.exchange(part.clear().limit((int) (position - start))));
  }

  private void begin(ByteBuffer empty) {
    part = empty;
    start = BlockWriter.addressOf(empty);
    end = start + PartWriter.PART_BYTES;
    position = start;
  }

  private static long bodyBytes(Object object, Shape shape) {
    return switch (shape.kind) {
      case INSTANCE, PRE_MADE -> shape.lengthBytes;
      case REFERENCE_ARRAY, PRIMITIVE_ARRAY ->
          Integer.BYTES + (long) Shape.lengthOf(object) * shape.elementBytes;
      default -> throw new IllegalArgumentException("no ordinary object: " + shape.kind);
    };
  }

  private void body(Object object, Shape shape) {
    if (shape.fields != null) {
      position = fields(object, shape.fields, position, ids, stack);
    } else {
      int length = Shape.lengthOf(object);
      putInt(length);
      elements(object, shape, 0, length);
    }
  }

  private void slice(Object array, int id, Shape shape, int hash, int from, int length)
      throws IOException {
    int size = Math.min(shape.sliceLength, length - from);
    head(id, shape, SLICED, hash, 3L * Integer.BYTES + (long) size * shape.elementBytes);
    putInt(length);
    putInt(from);
    putInt(size);
    if (from + size < length) {
      stack.push(array, id, from + size);
    }
    elements(array, shape, from, size);
    count += from == 0 ? 1 : 0;
  }

  private void elements(Object array, Shape shape, int from, int size) {
    long offset = shape.baseBytes + (long) from * shape.scale;
    long bytes = (long) size * shape.elementBytes;
    if (shape.kind == ShapeKind.REFERENCE_ARRAY) {
      for (long p = position; p < position + bytes; p += Integer.BYTES, offset += shape.scale) {
        UNSAFE.putInt(p, ids.idAt(array, offset, stack));
      }
    } else if (bytes > SHORT_COPY_BYTES) {
      UNSAFE.copyMemory(array, offset, null, position, bytes);
    } else {
      // A call costs more than a short string; elements start at a multiple of 4 bytes, and an
      // object is padded to 8, so whole ints never read beyond it.
      for (long i = 0; i < bytes; i += Integer.BYTES) {
        UNSAFE.putInt(position + i, UNSAFE.getInt(array, offset + i));
      }
    }
    position += bytes;
  }

  private void head(int id, Shape shape, int flags, int hash, long lengthBytes) throws IOException {
    if (end - position < lengthBytes + 4L * Integer.BYTES) {
      flush();
    }
    putInt(id);
    putInt(word(shape, flags, hash));
    if (hash != 0) {
      putInt(hash);
    }
  }

  private static int word(Shape shape, int flags, int hash) {
    return shape.index << FLAG_BITS | flags | (hash == 0 ? 0 : HASHED);
  }

  private void putInt(int value) {
    UNSAFE.putInt(position, value);
    position += Integer.BYTES;
  }
}
