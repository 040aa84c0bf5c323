package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Reads the records of one part at a time, in two passes: {@link #allocate} makes the objects, with
 * all but their references; {@link #link} sets those when all objects of the image are there.
 *
 * <p>Objects that need more than that are gathered, for one thread to see to when all are there.
 */
final class PartReader {
  private final List<Shape> shapes;
  private final List<Object> items;
  private final List<WellKnownObjects.Place> places;
  private final FieldReader fields;
  private final ObjectTable table;
  private final LongFunction<Object> preMade;
  private final MarkWords words = MarkWords.calibrated();
  private final List<Handled> handled = new ArrayList<>();
  private final List<RestoredHashes.Change> otherHash = new ArrayList<>();
  private final List<Object> tied = new ArrayList<>();
  private final List<Object> tables = new ArrayList<>();
  private final List<Placed> placed = new ArrayList<>();
  private long count;

  /** An object that its handler has yet to make; hash 0 if nobody has asked for it. */
  record Handled(int number, Shape shape, int hash, byte[] bytes) {}

  /** An object whose place in this JVM is empty. */
  private record Placed(WellKnownObjects.Place place, Object object) {}

  PartReader(
      List<Shape> shapes,
      List<Object> items,
      List<WellKnownObjects.Place> places,
      FieldReader fields,
      ObjectTable table,
      LongFunction<Object> preMade) {
    this.shapes = shapes;
    this.items = items;
    this.places = places;
    this.fields = fields;
    this.table = table;
    this.preMade = preMade;
  }

  List<Handled> handled() {
    return handled;
  }

  /** Returns objects that could not get the identity hash they had. */
  List<RestoredHashes.Change> otherHash() {
    return otherHash;
  }

  /** Returns objects for {@link LinkedHandles}. */
  List<Object> tied() {
    return tied;
  }

  /** Returns objects for {@link RestoredHashes}. */
  List<Object> tables() {
    return tables;
  }

  /** Returns how many objects were allocated. */
  long count() {
    return count;
  }

  /** Puts objects where this JVM has none; every object has its fields. */
  void fillPlaces() {
    placed.forEach(each -> each.place.fill(each.object));
  }

  void allocate(long address, long lengthBytes) {
    long p = address;
    long end = address + lengthBytes;
    while (p < end) {
      int id = UNSAFE.getInt(p);
      int word = UNSAFE.getInt(p + 4);
      p += 2 * Integer.BYTES;
      int hash = 0;
      if ((word & Tracer.HASHED) != 0) {
        hash = UNSAFE.getInt(p);
        p += Integer.BYTES;
      }
      Shape shape = shapeAt(word);
      WellKnownObjects.Place place = null;
      Object present = null;
      if ((word & Tracer.PLACED) != 0) {
        place = places.get(UNSAFE.getInt(p));
        p += Integer.BYTES;
        present = fitting(place.present(), shape, p);
      }
      Object object = present;
      switch (shape.kind) {
        case INSTANCE -> {
          if (present == null) {
            object = instance(shape.type);
            FieldReader.primitives(object, shape.fields, p);
          }
          p += shape.lengthBytes;
        }
        case REFERENCE_ARRAY, PRIMITIVE_ARRAY -> {
          int length = UNSAFE.getInt(p);
          boolean sliced = (word & Tracer.SLICED) != 0;
          boolean first = !sliced || UNSAFE.getInt(p + 4) == 0;
          long size = sliced ? UNSAFE.getInt(p + 8) : length;
          p += sliced ? 12 : 4;
          if (first && present == null) {
            object = array(shape, length);
          }
          if (!sliced && present == null && shape.kind == ShapeKind.PRIMITIVE_ARRAY) {
            UNSAFE.copyMemory(null, p, object, shape.baseBytes, size * shape.elementBytes);
          }
          p += size * shape.elementBytes;
          if (!first) {
            continue;
          }
        }
        case ITEM -> {
          object = items.get(UNSAFE.getInt(p));
          p += Integer.BYTES;
        }
        case HANDLED -> {
          byte[] bytes = new byte[UNSAFE.getInt(p)];
          p += Integer.BYTES;
          UNSAFE.copyMemory(null, p, bytes, NativeBuffer.BYTE_ARRAY_BASE, bytes.length);
          p += bytes.length;
          handled.add(new Handled(fields.numberOf(id), shape, hash, bytes));
          count++;
          continue;
        }
        case PRE_MADE, PRE_MADE_WHOLE -> {
          object = preMade(id, shape);
          if (shape.fields != null) {
            FieldReader.primitives(object, shape.fields, p);
            p += shape.lengthBytes;
          }
        }
        case REFUSED -> throw FieldReader.damaged("object " + id + " was refused");
      }
      table.set(fields.numberOf(id), object);
      count++;
      if (place != null && place.present() == null) {
        placed.add(new Placed(place, object));
      }
      if (hash != 0 && !words.setHash(object, hash, shape.markable && present == null)) {
        otherHash.add(new RestoredHashes.Change(object, hash));
      }
      if (shape.tied) {
        tied.add(object);
      }
      if (shape.table) {
        tables.add(object);
      }
    }
    if (p != end) {
      throw FieldReader.damaged("a record crosses the end of its part");
    }
  }

  void link(long address, long lengthBytes) {
    long p = address;
    long end = address + lengthBytes;
    while (p < end) {
      int id = UNSAFE.getInt(p);
      int word = UNSAFE.getInt(p + 4);
      p += (word & Tracer.HASHED) == 0 ? 8 : 12;
      Shape shape = shapes.get(word >>> Tracer.FLAG_BITS);
      if ((word & Tracer.PLACED) != 0) {
        Object present = places.get(UNSAFE.getInt(p)).present();
        p += Integer.BYTES;
        if (fields.object(id) == present) {
          p += lengthOfBody(shape, p);
          continue;
        }
      }
      switch (shape.kind) {
        case INSTANCE, PRE_MADE -> {
          int refs = shape.fields.refs().length;
          p += shape.lengthBytes;
          if (refs > 0) {
            fields.references(fields.object(id), shape.fields, p - (long) refs * Integer.BYTES);
          }
        }
        case REFERENCE_ARRAY, PRIMITIVE_ARRAY -> {
          boolean sliced = (word & Tracer.SLICED) != 0;
          int from = sliced ? UNSAFE.getInt(p + 4) : 0;
          int size = UNSAFE.getInt(sliced ? p + 8 : p);
          p += sliced ? 12 : 4;
          if (shape.kind == ShapeKind.REFERENCE_ARRAY) {
            fields.elements((Object[]) fields.object(id), from, size, p);
          } else if (sliced) {
            Object array = fields.object(id);
            long offset = shape.baseBytes + (long) from * shape.elementBytes;
            UNSAFE.copyMemory(null, p, array, offset, (long) size * shape.elementBytes);
          }
          p += (long) size * shape.elementBytes;
        }
        case ITEM -> p += Integer.BYTES;
        case HANDLED -> p += Integer.BYTES + UNSAFE.getInt(p);
        default -> {}
      }
    }
  }

  /** Returns the object if it is what the record describes, so that it is left as it is. */
  private static Object fitting(Object present, Shape shape, long body) {
    boolean fits =
        present != null
            && present.getClass() == shape.type
            && (shape.fields != null || Array.getLength(present) == UNSAFE.getInt(body));
    return fits ? present : null;
  }

  private static long lengthOfBody(Shape shape, long body) {
    return shape.fields != null
        ? shape.lengthBytes
        : Integer.BYTES + (long) UNSAFE.getInt(body) * shape.elementBytes;
  }

  private Shape shapeAt(int word) {
    int index = word >>> Tracer.FLAG_BITS;
    if (index >= shapes.size()) {
      throw FieldReader.damaged("shape " + index + " of " + shapes.size());
    }
    return shapes.get(index);
  }

  private static Object array(Shape shape, int length) {
    Class<?> element = shape.type.getComponentType();
    return shape.kind == ShapeKind.PRIMITIVE_ARRAY
        ? UNSAFE.allocateUninitializedArray(element, length)
        : Array.newInstance(element, length);
  }

  private static Object instance(Class<?> type) {
    try {
      return UNSAFE.allocateInstance(type);
    } catch (InstantiationException e) {
      throw new ImageRestoreException("Cannot make an instance of " + type.getName() + ".", e);
    }
  }

  private Object preMade(int id, Shape shape) {
    Object object = preMade.apply(Integer.toUnsignedLong(id));
    if (object == null || object.getClass() != shape.type) {
      throw new ImageRestoreException(
          "Cannot restore object "
              + Integer.toUnsignedString(id)
              + " of "
              + shape.type.getName()
              + ": nobody made it ("
              + (object == null ? "null" : object.getClass().getName())
              + ").");
    }
    return object;
  }
}
