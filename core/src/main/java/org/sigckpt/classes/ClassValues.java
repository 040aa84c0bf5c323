package org.sigckpt.classes;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sigckpt.barrier.HiddenLog;
import org.sigckpt.barrier.LambdaLog;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.MissingInternalException;

/**
 * What the program has attached to classes by {@link ClassValue}.
 *
 * <p>It stands in a map that hangs on the class's own object, which belongs to each JVM. Here the
 * map itself travels, not what it associates: a thread in the midst of computing a value has it in
 * its frames. Its keys are weak, as ever, so that those of the JDK's own class values, which are
 * caches, drop out: nobody but the new JVM's own object has the new key.
 */
public final class ClassValues {
  static final Field MAP = JdkReflection.field(Class.class, "classValueMap");
  private static final Field TABLE = JdkReflection.field(WeakHashMap.class, "table");
  private static final Class<?> TABLE_ENTRY = TABLE.getType().getComponentType();
  private static final Field NEXT = JdkReflection.field(TABLE_ENTRY, "next");
  private static final Field VALUE = JdkReflection.field(TABLE_ENTRY, "value");
  static final Class<?> ENTRY = entryClass();
  private static final Method OWNER = JdkReflection.method(ENTRY, "classValueOrNull");

  private ClassValues() {}

  /**
   * Returns the classes that have values of the program's, each followed by its map.
   *
   * @param ours tells the checkpointer's own classes
   */
  public static Object[] capture(Class<?>[] loaded, Predicate<Class<?>> ours) {
    List<Object> pairs = new ArrayList<>();
    for (Class<?> type : loaded) {
      Object map = JdkUnsafe.get(type, MAP);
      if (map != null && !ours.test(type) && canBeFound(type) && hasValues(map, ours)) {
        pairs.add(type);
        pairs.add(map);
      }
    }
    return pairs.toArray();
  }

  /** Attaches what {@link #capture} gave, after the heap has been read. */
  public static void restore(Object[] pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      attach((Class<?>) pairs[i], pairs[i + 1]);
    }
  }

  /** What we have attached ourselves in this JVM moves into the map. */
  private static void attach(Class<?> type, Object map) {
    Object metafactory = LambdaLog.metafactoryOf(type);
    HiddenLog.Definition definition = HiddenLog.of(type);
    JdkUnsafe.put(type, MAP, map);
    if (metafactory != null) {
      LambdaLog.record(type, metafactory);
    }
    if (definition != null) {
      HiddenLog.record(type, definition);
    }
  }

  /** A hidden class that can't be made again must not refuse a checkpoint by being cached. */
  private static boolean canBeFound(Class<?> type) {
    return !type.isHidden() || LambdaLog.metafactoryOf(type) != null || HiddenLog.of(type) != null;
  }

  /** So has an empty one: of a value being computed, JDK 25 has no trace in the map. */
  private static boolean hasValues(Object map, Predicate<Class<?>> ours) {
    boolean empty = true;
    for (Object first : (Object[]) JdkUnsafe.get(map, TABLE)) {
      for (Object each = first; each != null; each = JdkUnsafe.get(each, NEXT)) {
        boolean isOwn = OwnRecords.isKey(((Reference<?>) each).get());
        if (!isOwn && isOfProgram(JdkUnsafe.get(each, VALUE), ours)) {
          return true;
        }
        empty = false;
      }
    }
    return empty;
  }

  /** An entry whose version is stale does not tell its owner, but is valid. */
  private static boolean isOfProgram(@Nullable Object entry, Predicate<Class<?>> ours) {
    Object owner = ENTRY.isInstance(entry) ? JdkReflection.call(OWNER, entry) : null;
    return owner == null || ProgramClasses.isProgramClass(owner.getClass(), ours);
  }

  private static Class<?> entryClass() {
    String name = "java.lang.ClassValue$Entry";
    try {
      return Class.forName(name, true, null);
    } catch (ClassNotFoundException e) {
      throw new MissingInternalException(name, e);
    }
  }
}
