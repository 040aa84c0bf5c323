package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private final MarkWords words;
  private final Object[] seen = new Object[LIMIT];
  private int seenCount;
  private final Map<Class<?>, long[]> references = new HashMap<>();
  private final Map<Class<?>, Boolean> computing = new HashMap<>();

  KeyReach(IdentityHashMap<Object, ?> targets, MarkWords words) {
    this.targets = targets;
    this.words = words;
  }

  /** Gives no hash to those that have none: that is slow, and would be carried on. */
  boolean isTarget(Object object) {
    return !words.isPlain(MarkWords.read(object)) && targets.containsKey(object);
  }

  boolean mayDepend(Object key) {
    if (isTarget(key)) {
      return true;
    }
    Class<?> type = key.getClass();
    return referencesOf(type).length > 0
        && computing.computeIfAbsent(type, KeyReach::computesHash)
        && reaches(key);
  }

  private boolean reaches(Object key) {
    seenCount = 0;
    add(key);
    boolean reached = false;
    for (int i = 0; i < seenCount && !reached; i++) {
      Object object = seen[i];
      reached = isTarget(object);
      if (object instanceof Object[] array) {
        for (int k = 0; k < array.length && seenCount < LIMIT; k++) {
          add(array[k]);
        }
      } else {
        for (long offset : referencesOf(object.getClass())) {
          add(UNSAFE.getReference(object, offset));
        }
      }
    }
    Arrays.fill(seen, 0, seenCount, null);
    return reached;
  }

  private void add(@Nullable Object object) {
    if (object == null || seenCount == LIMIT) {
      return;
    }
    for (int i = 0; i < seenCount; i++) {
      if (seen[i] == object) {
        return;
      }
    }
    seen[seenCount++] = object;
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
