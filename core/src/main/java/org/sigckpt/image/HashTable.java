package org.sigckpt.image;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One of the JDK's hash tables, or of a class that extends one, as it lies in memory: seen and
 * changed below its methods, which may be overridden and would disturb iterators in progress.
 */
abstract class HashTable {

  /** Returns the object's table, or null if it is none. */
  static @Nullable HashTable of(Object object) {
    ChainedTable.Kind chained = ChainedTable.Kind.of(object.getClass());
    if (chained != null) {
      return new ChainedTable(object, chained);
    }
    ProbedTable.Kind probed = ProbedTable.Kind.of(object.getClass());
    return probed == null ? null : new ProbedTable(object, probed);
  }

  /** Returns whether instances of the class are tables. */
  static boolean isOne(Class<?> type) {
    return ChainedTable.Kind.of(type) != null || ProbedTable.Kind.of(type) != null;
  }

  /** Passes all entries and their keys on. */
  abstract void forEach(BiConsumer<Object, Object> action);

  /** Returns whether keys are asked for their identity hash, whatever their class. */
  abstract boolean isByIdentity();

  /** Returns the number that the table makes of the key's hash, or null if the key does not say. */
  abstract @Nullable Integer hashOf(Object key);

  /** Returns whether the entry is where a key of this hash is looked for. */
  abstract boolean agrees(Object entry, Object key, int hash);

  /** Gives the entry another hash; {@link #arrange} must follow. */
  abstract void setHash(Object entry, int hash);

  /** Moves the entries that are not where they belong. */
  abstract void arrange();

  /** Returns the key's hash code, or null if its method fails. */
  static @Nullable Integer hashCodeOf(Object key) {
    try {
      return key.hashCode();
    } catch (Throwable e) {
      // The program's own method; whoever looks for the key fails in the same way.
      return null;
    }
  }
}
