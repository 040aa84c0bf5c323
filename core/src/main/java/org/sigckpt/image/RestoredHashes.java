package org.sigckpt.image;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Mends restored hash tables that have an object of the new JVM as a key, whose identity hash is
 * not the one it had.
 *
 * <p>A table is re-hashed only if one of its keys is such an object itself; a key that computes its
 * own hash from one (a record with a Class in it) is beyond this class. Entries keep their order
 * among themselves as far as the table's kind defines one.
 */
final class RestoredHashes {
  private final IdentityHashMap<Object, Boolean> changed = new IdentityHashMap<>();
  private static final Class<?> MAP_N = Map.of(1, 1, 2, 2).getClass();
  private static final Class<?> SET_N = Set.of(1, 2, 3).getClass();

  private final List<Map<Object, Object>> tables = new ArrayList<>();
  private final List<Object> immutables = new ArrayList<>();

  /** Notes an object whose hash is another one now. */
  void changed(Object object) {
    changed.put(object, true);
  }

  boolean isNeeded() {
    return !changed.isEmpty();
  }

  /** Looks at one restored object, all ordinary ones being filled. */
  @SuppressWarnings("unchecked")
  void visit(Object object) {
    if (object == null) {
      return;
    }
    Class<?> type = object.getClass();
    if (isHashed(type)) {
      tables.add((Map<Object, Object>) object);
    } else if (type == MAP_N || type == SET_N) {
      immutables.add(object);
    }
  }

  /**
   * Re-hashes the tables that need it. The hashCode methods of all keys of such a table are called.
   */
  void mend() {
    immutables.forEach(object -> probe(object, object.getClass() == MAP_N));
    for (Map<Object, Object> table : tables) {
      List<Object> keys = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      boolean stale = false;
      for (Map.Entry<Object, Object> entry : table.entrySet()) {
        keys.add(entry.getKey());
        values.add(entry.getValue());
        stale |= changed.containsKey(entry.getKey());
      }
      if (stale) {
        table.clear();
        for (int i = 0; i < keys.size(); i++) {
          table.put(keys.get(i), values.get(i));
        }
      }
    }
  }

  // Map.of and Set.of: one array of open addressing; a new one is taken from a new instance.
  private void probe(Object object, boolean map) {
    Field array = JdkReflection.field(object.getClass(), map ? "table" : "elements");
    Object[] old = (Object[]) JdkUnsafe.get(object, array);
    List<Object> input = new ArrayList<>();
    boolean stale = false;
    for (int i = 0; i < old.length; i += map ? 2 : 1) {
      if (old[i] != null) {
        stale |= changed.containsKey(old[i]);
        input.addAll(Arrays.asList(old).subList(i, i + (map ? 2 : 1)));
      }
    }
    if (!stale) {
      return;
    }
    try {
      Constructor<?> made = object.getClass().getDeclaredConstructor(Object[].class);
      made.setAccessible(true);
      Object fresh = made.newInstance((Object) input.toArray());
      JdkUnsafe.put(object, array, JdkUnsafe.get(fresh, array));
    } catch (ReflectiveOperationException e) {
      throw new ImageRestoreException("Cannot mend a restored " + object.getClass() + ".", e);
    }
  }

  // Exactly these: a subclass may have overridden what is called here.
  private static boolean isHashed(Class<?> type) {
    return type == HashMap.class
        || type == java.util.LinkedHashMap.class
        || type == IdentityHashMap.class
        || type == ConcurrentHashMap.class
        || type == Hashtable.class
        || type == java.util.WeakHashMap.class;
  }
}
