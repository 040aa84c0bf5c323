package org.sigckpt.image;

/**
 * Gives every object its id: 0 is null, all others are ints without a sign.
 *
 * <p>There are two ways. {@link PlaceIds} takes the place of an object in the heap: nothing is
 * written to the object, and all that remains of it is a bit. It holds only while no collection
 * moves objects, which shows at the end; then the image is of no use and is written again by {@link
 * MarkedIds}, which keeps a running number in the object's mark word and needs a table to take it
 * out again.
 */
abstract class ObjectIds implements AutoCloseable {
  private final IdBits bits = new IdBits();

  /** Returns all ids given so far. */
  final IdBits bits() {
    return bits;
  }

  /** Returns the id of what the field or element refers to, and pushes it if it is new. */
  abstract int idAt(Object base, long offset, TraceStack found);

  /** Returns the id of a non-null object, and pushes it if it is new; the lead's thread only. */
  abstract int idOf(Object object, TraceStack found);

  /** Returns the id of a non-null object, or 0 if it has none; the lead's thread only. */
  abstract int lookup(Object object);

  /** Returns the identity hash code the object has, or 0 if nobody has asked for it. */
  abstract int hashOf(Object object, int id, long mark);

  /** Returns whether several threads may ask at the same time. */
  abstract boolean isParallel();

  /** Returns whether ids given earlier have lost their meaning. */
  abstract boolean isStale();

  /** Takes away what was written to objects; may be called twice. */
  abstract void unmark();

  @Override
  public void close() {
    try {
      unmark();
    } finally {
      bits.close();
    }
  }
}
