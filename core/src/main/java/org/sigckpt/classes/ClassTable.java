package org.sigckpt.classes;

/** The image's side of classes while a checkpoint is written: one small id per class. */
public interface ClassTable {
  /**
   * Returns the id of the class, giving it one if it is new. Ids are dense and start at 1.
   *
   * @throws UnsupportedOperationException if the class can't be re-created (message: reason,
   *     remedy)
   */
  int idOf(Class<?> type);

  /**
   * Makes the loader part of the table, if it is not: the heap has met it, and it may be one that
   * has defined no class yet.
   *
   * @throws UnsupportedOperationException if the loader can't be re-created (message: reason,
   *     remedy)
   */
  default void met(ClassLoader loader) {}
}
