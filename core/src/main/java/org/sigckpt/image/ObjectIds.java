package org.sigckpt.image;

import com.esotericsoftware.kryo.io.Output;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives every object its id, and writes its header when it gets one.
 *
 * <p>The id of an ordinary object nobody has hashed yet stands in the hash bits of its own mark
 * word (see {@link MarkWords}), so the usual look-up is one load and one comparison: the object
 * belongs to the image if the table's entry for that number is the object itself. Everything else
 * (hashed, locked, made by a handler, well known) is in a map keyed by the real identity hash. An
 * object that someone locks after it got its id is still found: {@code identityHashCode} then
 * answers with the id.
 *
 * <p>A marked object's {@code identityHashCode} is its id until {@link #clearMarks}; so objects the
 * coordinator itself may hash (classes, loaders, threads, all that handlers see) are never marked.
 * A mark that can't be taken out because the object is locked at that moment stays: from then on it
 * is that object's identity hash, which no one has seen before.
 */
final class ObjectIds implements AutoCloseable {
  private final MarkWords words = MarkWords.calibrated();
  private final boolean marking = words.canMark() && !Boolean.getBoolean("sigckpt.slowIdentity");
  private final ObjectTable table = new ObjectTable();
  private final IdentityTable slow = new IdentityTable();
  private final Set<Integer> hashEqualsId = new HashSet<>();
  private final WellKnownObjects wellKnown;
  private final InternedStrings interned;
  private final ShapeTable shapes;
  private final Output definitions;
  private final NativeBuffer headers = new NativeBuffer(1 << 16);
  private final IntQueue handled = new IntQueue();
  private int itemCount;

  ObjectIds(
      WellKnownObjects wellKnown, InternedStrings interned, ShapeTable shapes, Output definitions) {
    this.wellKnown = wellKnown;
    this.interned = interned;
    this.shapes = shapes;
    this.definitions = definitions;
    wellKnown.forEach(this::putItem);
    interned.forEach((string, index) -> putItem(string, wellKnown.size() + index));
  }

  /** Returns the id of a non-null object, registering it if it is new. */
  int idOf(Object object) {
    if (marking) {
      long mark = MarkWords.read(object);
      if (MarkWords.unlocked(mark)) {
        int hash = words.hashOf(mark);
        if (hash == 0) {
          Shape shape = shapes.of(object.getClass());
          int id = table.reserve();
          if (shape.markable && words.mark(object, mark, id)) {
            table.add(id, object, shape.index);
            header(id, object, shape, 0);
            return id;
          }
        } else if (hash <= table.count() && table.get(hash) == object) {
          return hash;
        }
      }
    }
    return slowIdOf(object);
  }

  /** Returns the id of a non-null object, or 0 if it has none. */
  int lookup(Object object) {
    int hash = System.identityHashCode(object);
    if (hash <= table.count() && table.get(hash) == object) {
      return hash;
    }
    return Math.max(0, slow.get(object, hash));
  }

  /** Returns whether the object is in the new VM anyway. */
  boolean isItem(Object object) {
    return slow.get(object, System.identityHashCode(object)) < 0;
  }

  /** Registers an object that the caller of the reader makes. */
  int preMade(Object object, Shape shape) {
    int id = lookup(object);
    if (id != 0) {
      throw new IllegalStateException(
          "Cannot announce a pre-made " + object.getClass().getName() + ": it has id " + id + ".");
    }
    return register(object, System.identityHashCode(object), shape, 0);
  }

  ObjectTable table() {
    return table;
  }

  NativeBuffer headers() {
    return headers;
  }

  /** Returns the ids of objects whose handlers have yet to capture them. */
  IntQueue handled() {
    return handled;
  }

  /** Returns how many objects took the slow map; grows with hashed and locked objects. */
  int slowCount() {
    return slow.size();
  }

  /** Puts every mark word back to unhashed. */
  void clearMarks() {
    if (!marking) {
      return;
    }
    for (int id = 1; id <= table.count(); id++) {
      if (hashEqualsId.isEmpty() || !hashEqualsId.contains(id)) {
        words.clear(table.get(id), id);
      }
    }
  }

  @Override
  public void close() {
    try {
      clearMarks();
    } finally {
      table.close();
      headers.close();
    }
  }

  private void putItem(Object object, int index) {
    int hash = System.identityHashCode(object);
    if (slow.get(object, hash) == 0) {
      slow.put(object, hash, -1 - index);
    }
  }

  private int slowIdOf(Object object) {
    int hash = System.identityHashCode(object);
    if (hash <= table.count() && table.get(hash) == object) {
      return hash;
    }
    int value = slow.get(object, hash);
    if (value > 0) {
      return value;
    }
    Shape shape = value < 0 ? shapes.at(ShapeTable.ITEM_INDEX) : shapes.of(object.getClass());
    return register(object, hash, shape, -1 - value);
  }

  private int register(Object object, int hash, Shape shape, int item) {
    int id = table.reserve();
    slow.put(object, hash, id);
    table.add(id, object, shape.index);
    if (hash == id) {
      hashEqualsId.add(id);
    }
    header(id, object, shape, hash);
    if (shape.kind == ShapeKind.ITEM) {
      headers.putInt(itemCount++);
      define(item);
    }
    return id;
  }

  private void header(int id, Object object, Shape shape, int hash) {
    headers.putInt(shape.index << 1 | (hash == 0 ? 0 : 1));
    if (hash != 0) {
      headers.putInt(hash);
    }
    switch (shape.kind) {
      case REFERENCE_ARRAY -> headers.putInt(((Object[]) object).length);
      case PRIMITIVE_ARRAY -> headers.putInt(java.lang.reflect.Array.getLength(object));
      case HANDLED, REFUSED -> handled.add(id);
      default -> {}
    }
  }

  private void define(int item) {
    if (item < wellKnown.size()) {
      WellKnownObjects.Place place = wellKnown.at(item);
      definitions.writeByte(Definition.WELL_KNOWN.ordinal());
      definitions.writeString(place.className());
      definitions.writeString(place.fieldName());
      definitions.writeInt(place.index());
    } else {
      definitions.writeByte(Definition.INTERNED.ordinal());
      definitions.writeString(interned.at(item - wellKnown.size()));
    }
  }
}
