package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.util.List;

/** Fills objects, in id order, from blocks of bodies; an array may go on in the next block. */
final class BodyReader {
  private final ObjectTable table;
  private final List<Shape> shapes;
  private int id;
  private long arrayBytes;
  private long arrayDoneBytes;

  BodyReader(ObjectTable table, List<Shape> shapes) {
    this.table = table;
    this.shapes = shapes;
  }

  void read(long address, long lengthBytes) {
    long position = address;
    long end = address + lengthBytes;
    while (position < end) {
      if (arrayDoneBytes == arrayBytes) {
        next();
      }
      Shape shape = shapes.get(table.shapeOf(id));
      if (arrayDoneBytes < arrayBytes) {
        long part = Math.min(arrayBytes - arrayDoneBytes, end - position);
        elements(shape, position, part);
        arrayDoneBytes += part;
        position += part;
      } else if (shape.fields != null) {
        if (end - position < shape.lengthBytes) {
          throw damaged("a body crosses the end of its block");
        }
        fields(table.get(id), shape.fields, position);
        position += shape.lengthBytes;
      }
    }
  }

  /** Fills the fields of the layout from the address and returns the address behind them. */
  long fields(Object base, FieldLayout layout, long address) {
    long p = address;
    for (long offset : layout.longs()) {
      UNSAFE.putLong(base, offset, UNSAFE.getLong(p));
      p += Long.BYTES;
    }
    for (long offset : layout.ints()) {
      UNSAFE.putInt(base, offset, UNSAFE.getInt(p));
      p += Integer.BYTES;
    }
    for (long offset : layout.shorts()) {
      UNSAFE.putShort(base, offset, UNSAFE.getShort(p));
      p += Short.BYTES;
    }
    for (long offset : layout.bytes()) {
      UNSAFE.putByte(base, offset, UNSAFE.getByte(p++));
    }
    for (long offset : layout.refs()) {
      UNSAFE.putReference(base, offset, object(UNSAFE.getInt(p)));
      p += Integer.BYTES;
    }
    return p;
  }

  /** Returns the object of the id; null for 0. */
  Object object(int target) {
    if (target == 0) {
      return null;
    }
    if (target < 0 || target > table.count()) {
      throw damaged("reference to object " + target + " of " + table.count());
    }
    return table.get(target);
  }

  static ImageRestoreException damaged(String observed) {
    return new ImageRestoreException(
        "Cannot read the heap image (" + observed + "); the file is damaged.");
  }

  private void next() {
    if (++id > table.count()) {
      throw damaged("more bodies than the " + table.count() + " objects");
    }
    Shape shape = shapes.get(table.shapeOf(id));
    arrayDoneBytes = 0;
    arrayBytes = 0;
    if (shape.kind == ShapeKind.REFERENCE_ARRAY || shape.kind == ShapeKind.PRIMITIVE_ARRAY) {
      long length = java.lang.reflect.Array.getLength(table.get(id));
      arrayBytes = length * shape.elementBytes;
    }
  }

  private void elements(Shape shape, long address, long bytes) {
    Object array = table.get(id);
    if (shape.kind == ShapeKind.PRIMITIVE_ARRAY) {
      UNSAFE.copyMemory(null, address, array, shape.baseBytes + arrayDoneBytes, bytes);
      return;
    }
    Object[] elements = (Object[]) array;
    int index = (int) (arrayDoneBytes / Integer.BYTES);
    for (long i = 0; i < bytes; i += Integer.BYTES) {
      elements[index++] = object(UNSAFE.getInt(address + i));
    }
  }
}
