package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Describes the program's object graph as text, to compare the one before a checkpoint with the one
 * after the restart.
 *
 * <p>It shares nothing with the image's writer and reader: it walks breadth first over plain
 * reflection and numbers the objects as it meets them. One line per object:
 *
 * <pre>
 *   root com.foo.Bar  statics=  count=3  head=#1          tabs between
 *   #1  com.foo.Node@2  hash=77e2f1  value=5  next=#2     class, its loader's number, fields
 *   #2  [I  hash=-  length=100  content=9ae0f11c          hash - : nobody has asked for it
 *   #3  java.lang.Integer  = IntegerCache.cache[7]        the JDK's own object
 * </pre>
 *
 * <p>What describes the JVM and not the program ends the walk: {@link GraphAuditLimits}. Needs the
 * memory of an identity map of all objects; gives every object an identity hash code, so nothing
 * that is still to be captured may be walked.
 */
public final class GraphAudit {
  private final Writer out;
  private final MarkWords words = MarkWords.calibrated();
  private final Map<Object, Integer> numbers = new IdentityHashMap<>();
  private final Map<Object, String> wellKnown = new IdentityHashMap<>();
  private final Map<ClassLoader, Integer> loaders = new IdentityHashMap<>();
  private final Map<Class<?>, List<Field>> fieldsOf = new HashMap<>();
  private final List<Object> queue = new ArrayList<>();
  private final List<String> hashes = new ArrayList<>();

  /**
   * @param out gets the text; not closed
   * @param known the JDK's own objects
   */
  public GraphAudit(Writer out, WellKnownObjects known) {
    this.out = out;
    known.forEach((object, index) -> wellKnown.put(object, known.at(index).toString()));
  }

  /** Describes the static fields of an initialised class, and queues what they refer to. */
  public void statics(Class<?> type) {
    StringBuilder line = new StringBuilder("root ").append(nameOf(type)).append("\tstatics=");
    for (Field field : JdkReflection.fields(type)) {
      if (Modifier.isStatic(field.getModifiers())) {
        append(field, UNSAFE.staticFieldBase(field), line);
      }
    }
    write(line);
  }

  /** Describes one static field. */
  public void carried(Field field) {
    StringBuilder line =
        new StringBuilder("root ")
            .append(field.getDeclaringClass().getName())
            .append('.')
            .append(field.getName());
    append(field, UNSAFE.staticFieldBase(field), line);
    write(line);
  }

  /** Queues the object under a name. */
  public void root(String name, Object object) {
    write(new StringBuilder("root ").append(name).append("\troot=").append(referenceTo(object)));
  }

  /** Describes all that is queued and what it reaches. */
  public void walk() {
    for (int i = 0; i < queue.size(); i++) {
      Object object = queue.get(i);
      StringBuilder line =
          new StringBuilder("#").append(i + 1).append('\t').append(nameOf(object.getClass()));
      String place = object instanceof Locale ? null : wellKnown.get(object);
      if (place != null) {
        line.append("\t= ").append(place);
      } else {
        line.append("\thash=").append(hashes.get(i));
        describe(object, line);
      }
      write(line);
    }
  }

  private void describe(Object object, StringBuilder line) {
    Class<?> type = object.getClass();
    String fixed = GraphAuditLimits.textOf(object);
    if (fixed != null) {
      line.append("\ttext=").append(fixed);
    } else if (type.isArray()) {
      describeArray(object, line);
    } else {
      for (Field field : fieldsOf.computeIfAbsent(type, GraphAuditLimits::fieldsOf)) {
        append(field, object, line);
      }
    }
  }

  private void describeArray(Object array, StringBuilder line) {
    line.append("\tlength=").append(Array.getLength(array));
    if (array instanceof Object[] elements) {
      for (int i = 0; i < elements.length; i++) {
        if (elements[i] != null) {
          line.append('\t').append(i).append('=').append(referenceTo(elements[i]));
        }
      }
    } else {
      line.append("\tcontent=").append(GraphAuditLimits.checksum(array));
    }
  }

  private void append(Field field, Object base, StringBuilder line) {
    long offset = JdkUnsafe.offsetOf(field);
    line.append('\t').append(field.getName()).append('=');
    switch (field.getType().descriptorString().charAt(0)) {
      case 'Z' -> line.append(UNSAFE.getBoolean(base, offset));
      case 'B' -> line.append(UNSAFE.getByte(base, offset));
      case 'C' -> line.append((int) UNSAFE.getChar(base, offset));
      case 'S' -> line.append(UNSAFE.getShort(base, offset));
      case 'I' -> line.append(UNSAFE.getInt(base, offset));
      case 'J' -> line.append(UNSAFE.getLong(base, offset));
      case 'F' -> line.append(Integer.toHexString(UNSAFE.getInt(base, offset)));
      case 'D' -> line.append(Long.toHexString(UNSAFE.getLong(base, offset)));
      default -> line.append(referenceTo(UNSAFE.getReference(base, offset)));
    }
  }

  private String referenceTo(Object object) {
    if (object == null) {
      return "null";
    }
    if (object instanceof Class<?> type) {
      return "class:" + nameOf(type);
    }
    if (object == ClassLoader.getSystemClassLoader()) {
      return "loader:app";
    }
    // Before the map asks for its hash, and gives it one.
    String hash = presentHash(object);
    Integer number = numbers.get(object);
    if (number == null) {
      queue.add(object);
      hashes.add(hash);
      number = queue.size();
      numbers.put(object, number);
    }
    return "#" + number;
  }

  private String presentHash(Object object) {
    long mark = MarkWords.read(object);
    if (!MarkWords.unlocked(mark)) {
      return "?";
    }
    int hash = words.hashOf(mark);
    return hash == 0 ? "-" : Integer.toHexString(hash);
  }

  private String nameOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    String name = GraphAuditLimits.stableName(type.getName());
    if (loader == null || JdkClasses.isJdk(type) || loader == ClassLoader.getSystemClassLoader()) {
      return name;
    }
    Integer number = loaders.get(loader);
    if (number == null) {
      number = loaders.size() + 1;
      loaders.put(loader, number);
    }
    return name + "@" + number;
  }

  private void write(StringBuilder line) {
    try {
      out.append(line.append('\n'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
