package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * A table of chains whose nodes remember their hash. Nodes keep their identity when they move to
 * another chain, and so the order of a LinkedHashMap and the place of an iterator; only trees
 * become chains of new nodes, and trees again when they grow.
 */
final class ChainedTable extends HashTable {
  private static final int TREE = -2;

  private final Object map;
  private final Kind kind;

  ChainedTable(Object map, Kind kind) {
    this.map = map;
    this.kind = kind;
  }

  /** What differs between the classes; each is checked with an entry of its own. */
  enum Kind {
    HASH(HashMap.class, "Node", HashMap.class) {
      @Override
      int spread(int hash) {
        return hash ^ hash >>> 16;
      }
    },
    CONCURRENT(ConcurrentHashMap.class, "Node", ConcurrentHashMap.class) {
      @Override
      int spread(int hash) {
        return (hash ^ hash >>> 16) & MarkWords.HASH_MASK;
      }
    },
    SYNCHRONIZED(Hashtable.class, "Entry", Hashtable.class) {
      @Override
      int spread(int hash) {
        return hash;
      }

      @Override
      int indexFor(int hash, int length) {
        return (hash & MarkWords.HASH_MASK) % length;
      }
    },
    WEAK(WeakHashMap.class, "Entry", Reference.class) {
      @Override
      int spread(int hash) {
        int mixed = hash ^ hash >>> 20 ^ hash >>> 12;
        return mixed ^ mixed >>> 7 ^ mixed >>> 4;
      }
    };

    private final Class<?> type;
    private final Class<?> treeNode;
    private final long table;
    private final long hash;
    private final long key;
    private final long next;
    private final @Nullable Method untreeify;

    Kind(Class<?> type, String node, Class<?> keyed) {
      Class<?> nodeType = nested(type, node);
      this.type = type;
      table = offset(type, "table");
      hash = offset(nodeType, "hash");
      next = offset(nodeType, "next");
      key = keyed == type ? offset(nodeType, "key") : offset(keyed, "referent");
      treeNode = keyed == type && node.equals("Node") ? nested(type, "TreeNode") : Void.class;
      untreeify =
          type == HashMap.class
              ? JdkReflection.method(treeNode, "untreeify", HashMap.class)
              : type == ConcurrentHashMap.class
                  ? JdkReflection.method(type, "untreeify", nodeType)
                  : null;
    }

    abstract int spread(int hash);

    int indexFor(int hash, int length) {
      return hash & length - 1;
    }

    static @Nullable Kind of(Class<?> type) {
      if (Map.class.isAssignableFrom(type)) {
        for (Kind kind : CHECKED) {
          if (kind.type.isAssignableFrom(type)) {
            return kind;
          }
        }
      }
      return null;
    }

    private static final Kind[] CHECKED = checked();

    private static Kind[] checked() {
      String probe = "identity hash codes";
      for (Map<Object, Object> map :
          List.<Map<Object, Object>>of(
              new HashMap<>(), new ConcurrentHashMap<>(), new Hashtable<>(), new WeakHashMap<>())) {
        map.put(probe, probe);
        for (Kind kind : values()) {
          if (kind.type == map.getClass()) {
            new ChainedTable(map, kind).check(probe);
          }
        }
      }
      return values();
    }

    private static long offset(Class<?> owner, String field) {
      return JdkUnsafe.offsetOf(JdkReflection.field(owner, field));
    }

    private static Class<?> nested(Class<?> owner, String name) {
      try {
        return Class.forName(owner.getName() + "$" + name, false, null);
      } catch (ClassNotFoundException e) {
        throw new MissingInternalException(owner.getName() + "$" + name, e);
      }
    }
  }

  private void check(Object probe) {
    Object[] bins = bins();
    int hash = kind.spread(probe.hashCode());
    Object node = bins[kind.indexFor(hash, bins.length)];
    if (node == null || keyOf(node) != probe || !agrees(node, probe, hash)) {
      throw new MissingInternalException("the order of " + map.getClass().getName());
    }
  }

  @Override
  void forEach(BiConsumer<Object, Object> action) {
    Object[] bins = bins();
    for (int i = 0; bins != null && i < bins.length; i++) {
      for (Object node = first(bins[i]); node != null; node = next(node)) {
        Object key = keyOf(node);
        if (key != null) {
          action.accept(node, key);
        }
      }
    }
  }

  @Override
  boolean isByIdentity() {
    return false;
  }

  @Override
  @Nullable Integer hashOf(Object key) {
    Integer hash = hashCodeOf(key);
    return hash == null ? null : kind.spread(hash);
  }

  @Override
  boolean agrees(Object entry, Object key, int hash) {
    return hash(entry) == hash;
  }

  @Override
  void setHash(Object entry, int hash) {
    UNSAFE.putInt(entry, kind.hash, hash);
  }

  @Override
  void arrange() {
    Object[] bins = bins();
    List<Object> misplaced = new ArrayList<>();
    for (int i = 0; i < bins.length; i++) {
      bins[i] = chain(bins[i]);
      Object kept = null;
      for (Object node = bins[i], next; node != null; node = next) {
        next = next(node);
        if (kind.indexFor(hash(node), bins.length) == i) {
          kept = node;
        } else {
          misplaced.add(node);
          link(bins, i, kept, next);
        }
      }
    }
    for (Object node : misplaced) {
      int bin = kind.indexFor(hash(node), bins.length);
      Object last = null;
      for (Object other = bins[bin]; other != null; other = next(other)) {
        last = other;
      }
      link(bins, bin, last, node);
      UNSAFE.putReference(node, kind.next, null);
    }
  }

  private void link(Object[] bins, int bin, @Nullable Object before, @Nullable Object node) {
    if (before == null) {
      bins[bin] = node;
    } else {
      UNSAFE.putReference(before, kind.next, node);
    }
  }

  private Object[] bins() {
    return (Object[]) UNSAFE.getReference(map, kind.table);
  }

  /** Returns the first node that has a key; a thread may be about to move or to make others. */
  private @Nullable Object first(@Nullable Object head) {
    if (head == null || kind != Kind.CONCURRENT || hash(head) >= 0) {
      return head;
    }
    return hash(head) == TREE ? JdkUnsafe.get(head, Trees.FIRST) : null;
  }

  private @Nullable Object chain(@Nullable Object head) {
    if (head == null || kind.untreeify == null) {
      return head;
    }
    if (kind == Kind.HASH) {
      return kind.treeNode.isInstance(head) ? JdkReflection.call(kind.untreeify, head, map) : head;
    }
    if (hash(head) < 0 && hash(head) != TREE) {
      throw new ImageRestoreException(
          "Cannot restore the order of a "
              + map.getClass().getName()
              + ": a thread was about to change it, and keys of it depend on an identity hash code"
              + " that the new JVM has given already. Take the checkpoint at another moment.");
    }
    return hash(head) == TREE ? JdkReflection.call(kind.untreeify, null, first(head)) : head;
  }

  /** Of ConcurrentHashMap. */
  private static final class Trees {
    static final Field FIRST =
        JdkReflection.field(Kind.nested(ConcurrentHashMap.class, "TreeBin"), "first");
  }

  private int hash(Object node) {
    return UNSAFE.getInt(node, kind.hash);
  }

  private @Nullable Object keyOf(Object node) {
    return UNSAFE.getReference(node, kind.key);
  }

  private @Nullable Object next(Object node) {
    return UNSAFE.getReference(node, kind.next);
  }
}
