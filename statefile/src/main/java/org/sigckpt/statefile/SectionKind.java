package org.sigckpt.statefile;

/** What a section of a statefile holds; the table in {@code docs/statefile-format.md} says how. */
public enum SectionKind {
  /** What was captured, when and where: UTF-8 text, see {@link Meta}. */
  META,
  /** Class loaders, generated classes and the recorded class path. */
  CLASSES,
  /** Identity hash codes of classes and class loaders, read before anything else. */
  HASHES,
  /** Static fields of the program's classes and the carried JDK statics. */
  STATICS,
  /** One restart buffer per captured thread. */
  THREADS,
  /** Records of resources outside the heap. */
  RESOURCES,
  /** The objects, in parts; aligned to 4096 bytes. */
  HEAP,
  /** Shapes and ids of the objects, the list of the parts, weak referents and static fields. */
  HEAPMAP;

  private static final String FOLDER = "sections/";

  /** The entry that lists all sections. */
  static final String INDEX_ENTRY = FOLDER + "INDEX";

  /** Returns the name of the section's entry in the JAR. */
  public String entryName() {
    return FOLDER + name();
  }

  int alignmentBytes() {
    return this == HEAP ? 4096 : 1;
  }
}
