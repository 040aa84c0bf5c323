package org.sigckpt.image;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * One array of keys, with values beside them in maps, in which a key stands in the first place from
 * its hash on that was free. It is filled anew in place, so an iterator goes on over the same
 * array.
 */
final class ProbedTable extends HashTable {
  private final Object[] slots;
  private final Kind kind;

  ProbedTable(Object object, Kind kind) {
    this.slots = (Object[]) JdkUnsafe.get(object, JdkReflection.field(kind.type, kind.field));
    this.kind = kind;
  }

  /** What differs between the classes; each is checked with a table of its own. */
  enum Kind {
    IDENTITY(new IdentityHashMap<>(Map.of("a", 1)), "table", 2) {
      @Override
      int start(int hash, int length) {
        return (hash << 1) - (hash << 8) & length - 1;
      }
    },
    MAP(Map.of("a", 1, "b", 2), "table", 2) {
      @Override
      int start(int hash, int length) {
        return Math.floorMod(hash, length >> 1) << 1;
      }
    },
    SET(Set.of("a", "b", "c"), "elements", 1) {
      @Override
      int start(int hash, int length) {
        return Math.floorMod(hash, length);
      }
    };

    private final Object sample;
    private final Class<?> type;
    private final String field;
    private final int step;

    Kind(Object sample, String field, int step) {
      this.sample = sample;
      this.type = sample.getClass();
      this.field = field;
      this.step = step;
    }

    /** Returns the index at which a key of this hash is looked for first. */
    abstract int start(int hash, int length);

    static @Nullable Kind of(Class<?> type) {
      for (Kind kind : CHECKED) {
        if (kind.type.isAssignableFrom(type)) {
          return kind;
        }
      }
      return null;
    }

    private static final Kind[] CHECKED = checked();

    private static Kind[] checked() {
      for (Kind kind : values()) {
        ProbedTable table = new ProbedTable(kind.sample, kind);
        table.forEach(
            (entry, key) -> {
              if (!table.agrees(entry, key, table.hashOf(key))) {
                throw new MissingInternalException("the order of " + kind.type.getName());
              }
            });
      }
      return values();
    }
  }

  @Override
  void forEach(BiConsumer<Object, Object> action) {
    for (int i = 0; i < slots.length; i += kind.step) {
      if (slots[i] != null) {
        action.accept(slots[i], slots[i]);
      }
    }
  }

  @Override
  boolean isByIdentity() {
    return kind == Kind.IDENTITY;
  }

  @Override
  @Nullable Integer hashOf(Object key) {
    return isByIdentity() ? (Integer) System.identityHashCode(key) : hashCodeOf(key);
  }

  @Override
  boolean agrees(Object entry, Object key, int hash) {
    int i = kind.start(hash, slots.length);
    while (slots[i] != null && slots[i] != key) {
      i = (i + kind.step) % slots.length;
    }
    return slots[i] == key;
  }

  @Override
  void setHash(Object entry, int hash) {}

  @Override
  void arrange() {
    Object[] old = slots.clone();
    Arrays.fill(slots, null);
    for (int from = 0; from < old.length; from += kind.step) {
      if (old[from] != null) {
        Integer hash = hashOf(old[from]);
        int i = hash == null ? from : kind.start(hash, slots.length);
        while (slots[i] != null) {
          i = (i + kind.step) % slots.length;
        }
        System.arraycopy(old, from, slots, i, kind.step);
      }
    }
  }
}
