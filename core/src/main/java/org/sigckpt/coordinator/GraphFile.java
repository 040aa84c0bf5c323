package org.sigckpt.coordinator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sigckpt.classes.ProgramClasses;
import org.sigckpt.classes.StaticState;
import org.sigckpt.image.GraphAudit;
import org.sigckpt.image.WellKnownObjects;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkUnsafe;
import org.sigckpt.internals.StaticFields;
import org.sigckpt.stack.FrameImage;

/**
 * Writes the program's whole object graph as text while all threads stand, for {@code
 * GraphComparison}: in the JVM that took the checkpoint and in the one that restarted from it.
 *
 * <p>For engineers of sigckpt: {@code -Dsigckpt.debug.graph=FILE} on both command lines gives
 * FILE.before and FILE.after. Slow, and it needs several times the memory of the heap.
 */
final class GraphFile {
  private static final String PROPERTY = "sigckpt.debug.graph";

  /** The frames of the threads in the order in which the statefile has them. */
  private final Map<Thread, List<FrameImage>> stacks = new LinkedHashMap<>();

  private final Path file;

  private GraphFile(Path file) {
    this.file = file;
  }

  /**
   * Returns what is to be written, or null if nobody asked.
   *
   * @param suffix of the file's name
   */
  static GraphFile wanted(String suffix) {
    String name = System.getProperty(PROPERTY);
    return name == null ? null : new GraphFile(Path.of(name + suffix));
  }

  void add(Thread thread, List<FrameImage> frames) {
    stacks.put(thread, List.copyOf(frames));
  }

  /** Writes the file; with all participants held, and the image written or read. */
  void write(Class<?>[] loaded) {
    StaticState state = new StaticState(OwnClasses::isOurs, new StaticFields());
    List<Field> carried = state.carriedFields(loaded);
    carried.removeIf(field -> !JdkClasses.isJdk(field.getDeclaringClass()));
    try (Writer out = new BufferedWriter(Files.newBufferedWriter(file), 1 << 16)) {
      GraphAudit audit = new GraphAudit(out, wellKnown(loaded, state));
      for (Class<?> type : sorted(ProgramClasses.programClasses(loaded, OwnClasses::isOurs))) {
        if (!JdkUnsafe.UNSAFE.shouldBeInitialized(type)) {
          audit.statics(type);
        }
      }
      carried.sort(Comparator.comparing(Field::toString));
      carried.forEach(audit::carried);
      stacks.forEach((thread, frames) -> addRoots(audit, thread, frames));
      audit.walk();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addRoots(GraphAudit audit, Thread thread, List<FrameImage> frames) {
    audit.root("thread", thread);
    for (FrameImage frame : frames) {
      String name = frame.owner().getName() + "." + frame.method() + ":" + frame.bci();
      for (Object slot : frame.refs()) {
        audit.root("frame " + name, slot);
      }
      for (Object monitor : frame.monitors()) {
        audit.root("monitor in " + name, monitor);
      }
    }
  }

  /** Classes of one name in several loaders stay apart by the loaders' hash codes, which stay. */
  private static List<Class<?>> sorted(List<Class<?>> classes) {
    List<Class<?>> sorted = new ArrayList<>(classes);
    sorted.sort(
        Comparator.<Class<?>, String>comparing(Class::getName)
            .thenComparing(type -> System.identityHashCode(type.getClassLoader())));
    return sorted;
  }

  private static WellKnownObjects wellKnown(Class<?>[] loaded, StaticState state) {
    Set<Field> excluded = new HashSet<>(state.carriedFields(loaded));
    excluded.addAll(state.carriedContents(loaded));
    // The program's are none of the JDK's objects, and must not get hash codes before the walk.
    excluded.removeIf(field -> !JdkClasses.isJdk(field.getDeclaringClass()));
    List<Class<?>> jdk = new ArrayList<>();
    for (Class<?> type : loaded) {
      if (JdkClasses.isJdk(type) && !OwnClasses.isOurs(type)) {
        jdk.add(type);
      }
    }
    return WellKnownObjects.of(jdk, excluded, new StaticFields());
  }
}
