package org.sigckpt.image;

/** What a block of an image's map holds; the ordinal is in the file. */
enum BlockKind {
  /** Shapes, well-known objects and interned strings. */
  DEFINITIONS,
  /** A page of {@link IdBits}. */
  IDS,
  /** Where the parts of the image lie that can be read on their own, and their checksums. */
  PARTS,
  /** Referents of weak and phantom references. */
  REFERENTS,
  /** Ids of objects whose finalizer has yet to run. */
  FINALIZABLE,
  /** Static fields. */
  STATICS,
  /** The object count. */
  END
}
