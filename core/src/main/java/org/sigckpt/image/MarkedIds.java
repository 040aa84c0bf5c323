package org.sigckpt.image;

import java.util.HashSet;
import java.util.Set;

/**
 * Ids that count the objects in the order they are met.
 *
 * <p>The id of an object nobody has hashed yet stands in the hash bits of its own mark word (see
 * {@link MarkWords}), so the usual look-up is one load and one comparison: the object belongs to
 * the image if the table's entry for that number is the object itself. Everything else (hashed,
 * locked, looked at by the coordinator) is in a map keyed by the real identity hash. An object that
 * someone locks after it got its id is still found: {@code identityHashCode} then answers with the
 * id.
 *
 * <p>A marked object's {@code identityHashCode} is its id until {@link #close}; so objects the
 * coordinator itself may hash (classes, loaders, threads, all that handlers see) are never marked.
 * A mark that can't be taken out because the object is locked at that moment stays: from then on it
 * is that object's identity hash, which no one has seen before.
 */
final class MarkedIds extends ObjectIds {
  private final MarkWords words = MarkWords.calibrated();
  private final boolean marking = words.canMark() && !Boolean.getBoolean("sigckpt.slowIdentity");
  private final ObjectTable table = new ObjectTable();
  private final IdentityTable slow = new IdentityTable();
  private final Set<Integer> hashEqualsId = new HashSet<>();
  private final ShapeTable shapes;

  /**
   * @param shapes tells whether objects of a class may be marked
   */
  MarkedIds(ShapeTable shapes) {
    this.shapes = shapes;
  }

  ObjectTable table() {
    return table;
  }

  @Override
  int idAt(Object base, long offset, TraceStack found) {
    Object object = org.sigckpt.internals.JdkUnsafe.UNSAFE.getReference(base, offset);
    return object == null ? 0 : idOf(object, found);
  }

  @Override
  int idOf(Object object, TraceStack found) {
    if (marking) {
      long mark = MarkWords.read(object);
      if (MarkWords.unlocked(mark)) {
        int hash = words.hashOf(mark);
        if (hash == 0) {
          int id = table.reserve();
          if (shapes.of(object.getClass()).markable && words.mark(object, mark, id)) {
            return add(object, id, found);
          }
        } else if (hash <= table.count() && table.get(hash) == object) {
          return hash;
        }
      }
    }
    return slowIdOf(object, found);
  }

  @Override
  int lookup(Object object) {
    int hash = System.identityHashCode(object);
    if (hash <= table.count() && table.get(hash) == object) {
      return hash;
    }
    return slow.get(object, hash);
  }

  @Override
  int hashOf(Object object, int id, long mark) {
    int hash = words.presentHash(object, mark);
    return hash == id && !hashEqualsId.contains(id) ? 0 : hash;
  }

  @Override
  boolean isParallel() {
    return false;
  }

  @Override
  boolean isStale() {
    return false;
  }

  @Override
  void unmark() {
    for (int id = 1; marking && id <= table.count(); id++) {
      if (hashEqualsId.isEmpty() || !hashEqualsId.contains(id)) {
        words.clear(table.get(id), id);
      }
    }
  }

  private int slowIdOf(Object object, TraceStack found) {
    int known = lookup(object);
    if (known != 0) {
      return known;
    }
    int hash = System.identityHashCode(object);
    int id = table.reserve();
    slow.put(object, hash, id);
    if (hash == id) {
      hashEqualsId.add(id);
    }
    return add(object, id, found);
  }

  private int add(Object object, int id, TraceStack found) {
    table.add(id, object);
    bits().add(id);
    found.push(object, id, 0);
    return id;
  }
}
