package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Mends restored hash tables whose order depends on objects of the new JVM that have another
 * identity hash than they had: because such an object is a key, or because a key computes its own
 * hash from one, as a list, a record or an object of the program may.
 *
 * <p>Nobody can tell from outside what a {@code hashCode} method looks at, so keys that reach a
 * changed object are asked, three times over:
 *
 * <pre>
 *   1  hashCode() now                        as the table has it: the key is none of these
 *   2  hashCode() with the old hashes back   not as the table has it: the key was changed after it
 *                                            had been inserted, and stays as lost as it was
 *   3  else                                  the entry gets the hash of 1
 * </pre>
 *
 * <p>For 2 the old hash is put into the objects' mark words for a moment. Tables of the JDK are
 * wrong meanwhile; but what is called then has been called before, on the same objects, so nothing
 * is looked up or linked that was not there.
 *
 * <p>Asked are only keys with a hashCode of their own that reach a changed object within {@link
 * KeyReach#LIMIT} steps; a key that remembers its hash, and tables of the program's own making,
 * keep the old number.
 *
 * <p><b>Stage and threads.</b> All objects and classes are there, no thread of the program runs.
 */
final class RestoredHashes {
  private static final @Nullable Field HASH_OF_ENUM =
      JdkReflection.fieldOrNull(Enum.class, "hash"); // since 21

  private final MarkWords words = MarkWords.calibrated();
  private final IdentityHashMap<Object, Integer> changed = new IdentityHashMap<>();
  private final List<Object> tables = new ArrayList<>();

  /** An object and the hash it had. */
  record Change(Object object, int hash) {}

  /** An entry whose key's hash is not the one in the table. */
  private record Suspect(HashTable table, Object entry, Object key, int now) {}

  /** Notes an object whose hash is another one now. */
  void changed(Change change) {
    changed.put(change.object, change.hash);
  }

  /** Notes a restored table; it need not be filled yet. */
  void table(Object object) {
    tables.add(object);
  }

  /** Re-hashes what needs it. */
  void mend() {
    if (changed.isEmpty()) {
      return;
    }
    Map<HashTable, List<Suspect>> stale = new IdentityHashMap<>();
    for (Suspect suspect : withOldHashes(suspects())) {
      stale.computeIfAbsent(suspect.table, table -> new ArrayList<>()).add(suspect);
    }
    stale.forEach(
        (table, suspects) -> {
          suspects.forEach(suspect -> table.setHash(suspect.entry, suspect.now));
          table.arrange();
        });
    tables.clear();
  }

  private List<Suspect> suspects() {
    KeyReach reach = new KeyReach(changed, words);
    List<Suspect> found = new ArrayList<>();
    for (Object object : tables) {
      HashTable table = HashTable.of(object);
      table.forEach(
          (entry, key) -> {
            if (table.isByIdentity() ? reach.isTarget(key) : reach.mayDepend(key)) {
              Integer now = table.hashOf(key);
              if (now != null && !table.agrees(entry, key, now)) {
                found.add(new Suspect(table, entry, key, now));
              }
            }
          });
    }
    return found;
  }

  /** Returns those whose hash in the table was right when the objects had their old hashes. */
  private List<Suspect> withOldHashes(List<Suspect> suspects) {
    List<Suspect> right = new ArrayList<>();
    Map<Object, Integer> present = swap(changed);
    try {
      for (Suspect suspect : suspects) {
        Integer old = suspect.table.hashOf(suspect.key);
        if (old != null && suspect.table.agrees(suspect.entry, suspect.key, old)) {
          right.add(suspect);
        }
      }
    } finally {
      swap(present);
    }
    return right;
  }

  private Map<Object, Integer> swap(Map<Object, Integer> hashes) {
    Map<Object, Integer> before = new IdentityHashMap<>();
    hashes.forEach(
        (object, hash) -> {
          before.put(object, System.identityHashCode(object));
          words.setHash(object, hash, true);
          if (HASH_OF_ENUM != null && object instanceof Enum) {
            UNSAFE.putInt(object, JdkUnsafe.offsetOf(HASH_OF_ENUM), hash);
          }
        });
    return before;
  }
}
