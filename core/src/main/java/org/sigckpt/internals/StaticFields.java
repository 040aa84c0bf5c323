package org.sigckpt.internals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The static fields of classes, each looked up once: the first time while the program runs, so that
 * nothing but new classes is left to look up while it stands.
 *
 * <p>One thread; not to be kept beyond one checkpoint, because it keeps classes from being
 * unloaded.
 */
public final class StaticFields {
  private final Map<Class<?>, List<Field>> known = new HashMap<>();

  /** Returns all static fields that the class itself declares; reflection's filters don't apply. */
  public List<Field> of(Class<?> type) {
    return known.computeIfAbsent(type, StaticFields::find);
  }

  private static List<Field> find(Class<?> type) {
    List<Field> found = new ArrayList<>();
    for (Field field : JdkReflection.fields(type)) {
      if (Modifier.isStatic(field.getModifiers())) {
        found.add(field);
      }
    }
    return List.copyOf(found);
  }
}
