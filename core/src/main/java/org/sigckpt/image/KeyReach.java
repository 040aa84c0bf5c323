package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.sigckpt.internals.JdkReflection;

/**
 * Tells which keys may compute their hash from one of some objects: those that reach one, breadth
 * first, among the first {@link #LIMIT} objects.
 */
final class KeyReach {
  static final int LIMIT = 256;

  private static final MethodHandles.Lookup LOOKUP = JdkReflection.trustedLookup();
  private static final MethodType HASH_CODE = MethodType.methodType(int.class);

  private final Map<Object, ?> targets;
  private final Map<Class<?>, long[]> references = new HashMap<>();
  private final Map<Class<?>, Boolean> computing = new HashMap<>();

  KeyReach(IdentityHashMap<Object, ?> targets) {
    this.targets = targets;
  }

  boolean mayDepend(Object key) {
    if (targets.containsKey(key)) {
      return true;
    }
    Class<?> type = key.getClass();
    return referencesOf(type).length > 0
        && computing.computeIfAbsent(type, KeyReach::computesHash)
        && reaches(key);
  }

  private boolean reaches(Object key) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    seen.add(key);
    open.add(key);
    while (!open.isEmpty()) {
      Object object = open.remove();
      if (targets.containsKey(object)) {
        return true;
      }
      if (object instanceof Object[] array) {
        for (int i = 0; i < array.length && seen.size() < LIMIT; i++) {
          add(array[i], seen, open);
        }
        continue;
      }
      for (long offset : referencesOf(object.getClass())) {
        if (seen.size() < LIMIT) {
          add(UNSAFE.getReference(object, offset), seen, open);
        }
      }
    }
    return false;
  }

  private static void add(Object object, Set<Object> seen, Deque<Object> open) {
    if (object != null && seen.add(object)) {
      open.add(object);
    }
  }

  private long[] referencesOf(Class<?> type) {
    return references.computeIfAbsent(type, KeyReach::findReferences);
  }

  private static long[] findReferences(Class<?> type) {
    boolean leaf =
        type == String.class
            || type == Class.class
            || type.isArray()
            || ClassLoader.class.isAssignableFrom(type)
            || Thread.class.isAssignableFrom(type);
    return leaf ? new long[0] : FieldLayout.ofInstance(type, field -> true).refs();
  }

  /** Returns whether it overrides Object's. */
  private static boolean computesHash(Class<?> type) {
    try {
      return LOOKUP
              .revealDirect(LOOKUP.findVirtual(type, "hashCode", HASH_CODE))
              .getDeclaringClass()
          != Object.class;
    } catch (ReflectiveOperationException | LinkageError e) {
      return true;
    }
  }
}
