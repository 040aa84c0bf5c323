package org.sigckpt.classes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sigckpt.image.MirrorHashes;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** A checkpoint and a restart of classes inside one JVM; stands in for the heap and the agent. */
final class TableFixture {
  final Map<Class<?>, byte[]> bytes = new HashMap<>();
  final List<Object> heap = new ArrayList<>();
  final ClassTableWriter writer =
      new ClassTableWriter(
          this::bytesOf,
          this::heapId,
          this::initiated,
          type -> false,
          ClassLoader.getSystemClassLoader());

  private final IdentityHashMap<Object, Long> heapIds = new IdentityHashMap<>();
  final IdentityHashMap<ClassLoader, List<Class<?>>> initiated = new IdentityHashMap<>();

  /** Goes through the bytes of the format into a new reader. */
  ClassTableReader restart() {
    ClassTableImage image = ClassTableFormat.fromBytes(ClassTableFormat.toBytes(writer.toImage()));
    return new ClassTableReader(
        image, ClassLoader.getSystemClassLoader(), MirrorHashes.none(), HiddenClasses.unchanged());
  }

  /** Fills the pre-made objects as the heap reader does, with values taken from the originals. */
  void fill(Map<Long, Object> preMade) {
    preMade.forEach((id, made) -> copy(heap.get((int) (id - 1)), made, preMade));
  }

  Object copyOf(Object original, Class<?> type) {
    try {
      Object copy = JdkUnsafe.UNSAFE.allocateInstance(type);
      List<Field> from = instanceFields(original.getClass());
      List<Field> to = instanceFields(type);
      for (int i = 0; i < from.size(); i++) {
        copyField(original, from.get(i), copy, to.get(i), Map.of());
      }
      return copy;
    } catch (InstantiationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void copy(Object original, Object copy, Map<Long, Object> preMade) {
    Class<?> type = original.getClass();
    for (; type != Object.class; type = type.getSuperclass()) {
      for (Field field : instanceFields(type)) {
        if (type != ClassLoader.class || !LoaderState.VM_OWNED_FIELDS.contains(field.getName())) {
          copyField(original, field, copy, field, preMade);
        }
      }
    }
  }

  private void copyField(
      Object from, Field source, Object to, Field target, Map<Long, Object> preMade) {
    long at = JdkUnsafe.offsetOf(source);
    long into = JdkUnsafe.offsetOf(target);
    Class<?> type = source.getType();
    if (!type.isPrimitive()) {
      Object value = JdkUnsafe.get(from, source);
      JdkUnsafe.put(to, target, preMade.getOrDefault(heapIds.getOrDefault(value, 0L), value));
    } else if (type == long.class || type == double.class) {
      JdkUnsafe.UNSAFE.putLong(to, into, JdkUnsafe.UNSAFE.getLong(from, at));
    } else if (type == int.class || type == float.class) {
      JdkUnsafe.UNSAFE.putInt(to, into, JdkUnsafe.UNSAFE.getInt(from, at));
    } else if (type == short.class || type == char.class) {
      JdkUnsafe.UNSAFE.putShort(to, into, JdkUnsafe.UNSAFE.getShort(from, at));
    } else {
      JdkUnsafe.UNSAFE.putByte(to, into, JdkUnsafe.UNSAFE.getByte(from, at));
    }
  }

  private static List<Field> instanceFields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : JdkReflection.fields(type)) {
      if (!Modifier.isStatic(field.getModifiers())) {
        fields.add(field);
      }
    }
    return fields;
  }

  private byte @Nullable [] bytesOf(Class<?> type) {
    if (bytes.containsKey(type)) {
      return bytes.get(type);
    }
    return type.getClassLoader() == null ? null : classFile(type);
  }

  private long heapId(Object object) {
    return heapIds.computeIfAbsent(
        object,
        key -> {
          heap.add(key);
          return (long) heap.size();
        });
  }

  private Class<?>[] initiated(ClassLoader loader) {
    return initiated.getOrDefault(loader, List.of()).toArray(Class<?>[]::new);
  }

  static byte[] knownClassFile(Class<?> type) {
    return Objects.requireNonNull(classFile(type), type.getName());
  }

  /** Returns the class file as the class's loader or module has it, or null. */
  static byte @Nullable [] classFile(Class<?> type) {
    String path = type.getName().replace('.', '/') + ".class";
    try (InputStream in =
        type.getClassLoader() == null
            ? type.getModule().getResourceAsStream(path)
            : type.getClassLoader().getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
