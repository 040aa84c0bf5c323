package org.sigckpt.image;

/** What a block of the heap image holds; the ordinal is in the file. */
enum BlockKind {
  /** Shapes, well-known objects and interned strings, before the headers that name them. */
  DEFINITIONS,
  /** Shape index, flags, array length and identity hash of objects, by ascending id. */
  HEADERS,
  /** What handlers wrote. */
  RECORDS,
  /** Fields and elements, by ascending id. */
  BODIES,
  /** Referents of weak and phantom references; no more bodies follow. */
  REFERENTS,
  /** Ids of objects whose finalizer has yet to run. */
  FINALIZABLE,
  /** Static fields. */
  STATICS,
  /** The object count. */
  END
}
