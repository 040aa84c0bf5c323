package org.sigckpt.classes;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.sigckpt.barrier.HiddenLog;
import org.sigckpt.barrier.LambdaLog;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * What we have attached to classes ourselves, away from the maps that travel ({@link ClassValues})
 * while these are written.
 *
 * <p>Not by {@code ClassValue.remove}: that makes our values of all classes stale, and one that is
 * stale does not tell whose it is.
 *
 * <p><b>Stage and threads.</b> The coordinator; all participants stand.
 */
public final class OwnRecords implements AutoCloseable {
  private static final Field IDENTITY = JdkReflection.field(ClassValue.class, "identity");
  private static final Field VALUE = JdkReflection.field(ClassValues.ENTRY, "value");
  private static final Field CACHE = JdkReflection.field(ClassValues.MAP.getType(), "cacheArray");

  private record TakenOut(WeakHashMap<Object, Object> map, Object key, Object entry) {}

  private final List<TakenOut> taken = new ArrayList<>();

  /**
   * Takes them out.
   *
   * @param pairs what {@link ClassValues#capture} gave
   */
  OwnRecords(Object[] pairs) {
    HiddenLog.lookAside(takeOut(pairs, HiddenLog.attachment()));
    LambdaLog.lookAside(takeOut(pairs, LambdaLog.attachment()));
  }

  /** Puts them back. */
  @Override
  public void close() {
    taken.forEach(each -> each.map().put(each.key(), each.entry()));
    HiddenLog.lookAside(new Object[0]);
    LambdaLog.lookAside(new Object[0]);
  }

  /** Returns whether it is the key of our own values in such a map. */
  static boolean isKey(@Nullable Object key) {
    return key == identity(HiddenLog.attachment()) || key == identity(LambdaLog.attachment());
  }

  private static Object identity(ClassValue<?> attachment) {
    return JdkUnsafe.get(attachment, IDENTITY);
  }

  @SuppressWarnings("unchecked")
  private Object[] takeOut(Object[] pairs, ClassValue<?> attachment) {
    Object[] records = new Object[pairs.length];
    Object key = identity(attachment);
    for (int i = 0; i < pairs.length; i += 2) {
      WeakHashMap<Object, Object> map = (WeakHashMap<Object, Object>) pairs[i + 1];
      Object entry = map.remove(key);
      Object record = ClassValues.ENTRY.isInstance(entry) ? JdkUnsafe.get(entry, VALUE) : null;
      if (((Class<?>) pairs[i]).isHidden()) {
        records[i] = pairs[i];
        records[i + 1] = record;
      }
      if (entry != null) {
        taken.add(new TakenOut(map, key, entry));
      }
      if (record != null) {
        forget(map, record);
      }
    }
    return records;
  }

  /** The map's cache may hold former entries of the value too. */
  private static void forget(Object map, Object record) {
    Object[] cache = (Object[]) JdkUnsafe.get(map, CACHE);
    for (int i = 0; cache != null && i < cache.length; i++) {
      if (cache[i] != null && JdkUnsafe.get(cache[i], VALUE) == record) {
        cache[i] = null;
      }
    }
  }
}
