package org.sigckpt.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/** A loader with target classes of its own, with resume methods; stands for a restarted JVM. */
final class World extends ClassLoader {
  static final String TARGETS = "org.sigckpt.stack.targets.";
  static final Map<String, byte[]> GENERATED = new HashMap<>();

  private final Map<String, TreeSet<ResumePoint>> points = new HashMap<>();
  private final Map<ResumePoint, ResumeMethod> resumeMethods = new HashMap<>();
  private final ResumeMap resumed;
  private final Map<Object, Object> copies = new IdentityHashMap<>();

  World(ResumeMap resumed, List<FrameImage> frames) {
    super(World.class.getClassLoader());
    this.resumed = resumed;
    for (FrameImage frame : frames) {
      if (frame.kind() == FrameKind.BYTECODE) {
        points
            .computeIfAbsent(frame.owner().getName(), key -> new TreeSet<>())
            .add(StackRestore.pointOf(frame));
      }
    }
  }

  static byte[] bytes(Class<?> type) {
    if (type.isHidden()) {
      return null;
    }
    return type.getName().startsWith(TARGETS) ? bytes(type.getName()) : JdkClasses.bytes(type);
  }

  static byte[] bytes(String name) {
    if (GENERATED.containsKey(name)) {
      return GENERATED.get(name);
    }
    try (InputStream in =
        World.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected synchronized Class<?> loadClass(String name, boolean resolve)
      throws ClassNotFoundException {
    if (!name.startsWith(TARGETS)) {
      return super.loadClass(name, resolve);
    }
    Class<?> loaded = findLoadedClass(name);
    return loaded == null ? define(name) : loaded;
  }

  private Class<?> define(String name) {
    byte[] original = bytes(name);
    ResumeMethods.Resumable with =
        ResumeMethods.add(original, this, points.getOrDefault(name, new TreeSet<>()));
    resumed.register(this, with.methods());
    with.methods().forEach(method -> resumeMethods.put(method.point(), method));
    return defineClass(name, with.classFile(), 0, with.classFile().length);
  }

  /** Loads the copies of all frame owners, and gives JDK classes their resume methods. */
  void prepare(List<FrameImage> frames) {
    for (FrameImage frame : frames) {
      if (frame.owner().getClassLoader() == null && points.containsKey(frame.owner().getName())) {
        List<ResumeMethod> methods =
            JdkClasses.addResumeMethods(frame.owner(), points.get(frame.owner().getName()));
        resumed.register(null, methods);
        methods.forEach(method -> resumeMethods.put(method.point(), method));
      }
    }
  }

  ResumeMethod resumeMethod(ResumePoint point) {
    return resumeMethods.get(point);
  }

  FrameImage copy(FrameImage frame) {
    Class<?> owner = (Class<?>) copy(frame.owner());
    return new FrameImage(
        frame.kind(),
        owner,
        frame.method(),
        frame.descriptor(),
        frame.bci(),
        (Object[]) copyArray(frame.refs()),
        frame.bits().clone(),
        (Object[]) copyArray(frame.monitors()),
        copy(frame.receiver()));
  }

  private Object copyArray(Object[] array) {
    Object[] result = new Object[array.length];
    for (int i = 0; i < array.length; i++) {
      result[i] = copy(array[i]);
    }
    return result;
  }

  Object copy(Object object) {
    if (object == null
        || object instanceof String
        || object instanceof Number && object.getClass().getName().startsWith("java.lang")
        || object instanceof Enum<?>
        || object instanceof java.lang.reflect.AccessibleObject
        || object instanceof java.lang.invoke.MethodHandle
        || object instanceof Thread) {
      return object;
    }
    if (object instanceof Class<?> type) {
      return target(type);
    }
    Object known = copies.get(object);
    return known == null ? copyNew(object) : known;
  }

  private Class<?> target(Class<?> type) {
    try {
      return type.getName().startsWith(TARGETS) && !type.isHidden()
          ? Class.forName(type.getName(), false, this)
          : type;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object copyNew(Object object) {
    Class<?> type = object.getClass();
    if (type.isArray()) {
      int length = Array.getLength(object);
      Object result = Array.newInstance(target(type.getComponentType()), length);
      copies.put(object, result);
      for (int i = 0; i < length; i++) {
        Object element = Array.get(object, i);
        Array.set(result, i, type.getComponentType().isPrimitive() ? element : copy(element));
      }
      return result;
    }
    try {
      Class<?> copyType = target(type);
      Object result = JdkUnsafe.UNSAFE.allocateInstance(copyType);
      copies.put(object, result);
      Class<?> from = type;
      Class<?> to = copyType;
      while (from != null) {
        copyFields(object, from, result, to);
        from = from.getSuperclass();
        to = to.getSuperclass();
      }
      return result;
    } catch (InstantiationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void copyFields(Object object, Class<?> from, Object result, Class<?> to) {
    for (Field field : JdkReflection.fields(from)) {
      if (!Modifier.isStatic(field.getModifiers())) {
        long source = JdkUnsafe.offsetOf(field);
        long destination = JdkUnsafe.offsetOf(JdkReflection.field(to, field.getName()));
        Class<?> type = field.getType();
        if (!type.isPrimitive()) {
          JdkUnsafe.UNSAFE.putReference(
              result, destination, copy(JdkUnsafe.UNSAFE.getReference(object, source)));
        } else if (type == long.class || type == double.class) {
          JdkUnsafe.UNSAFE.putLong(result, destination, JdkUnsafe.UNSAFE.getLong(object, source));
        } else if (type == int.class || type == float.class) {
          JdkUnsafe.UNSAFE.putInt(result, destination, JdkUnsafe.UNSAFE.getInt(object, source));
        } else if (type == short.class || type == char.class) {
          JdkUnsafe.UNSAFE.putShort(result, destination, JdkUnsafe.UNSAFE.getShort(object, source));
        } else {
          JdkUnsafe.UNSAFE.putByte(result, destination, JdkUnsafe.UNSAFE.getByte(object, source));
        }
      }
    }
  }
}
