package org.sigckpt.coordinator;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sigckpt.classes.InternedLiterals;
import org.sigckpt.classes.ProgramClasses;
import org.sigckpt.classes.StaticState;
import org.sigckpt.image.InternedStrings;
import org.sigckpt.image.WellKnownObjects;
import org.sigckpt.internals.InternedTexts;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.StaticFields;

/**
 * What a checkpoint has to know of this JVM's classes and strings before it can walk the heap.
 *
 * <p>Taken twice: first while the program runs, because it takes long the first time, and then
 * again while it stands, when little is left to look up and the code is compiled. Only what can't
 * change meanwhile is kept from the first time: which static fields and which literals a class has.
 */
final class Inventory {
  private final Jvm jvm;
  private final StaticFields statics = new StaticFields();
  private final StaticState state = new StaticState(OwnClasses::isOurs, statics);
  private final Set<Class<?>> read = new HashSet<>();
  private final Set<String> literals = new HashSet<>();

  /** What is there at one moment. */
  record Found(
      Class<?>[] loaded,
      List<Class<?>> program,
      List<Field> carried,
      List<Field> contents,
      WellKnownObjects wellKnown,
      InternedStrings interned) {}

  Inventory(Jvm jvm) {
    this.jvm = jvm;
  }

  Found take() {
    Class<?>[] loaded = jvm.loadedClasses();
    List<Class<?>> program = ProgramClasses.programClasses(loaded, OwnClasses::isOurs);
    List<Field> carried = state.carriedFields(loaded);
    List<Field> contents = state.carriedContents(loaded);
    return new Found(
        loaded,
        program,
        carried,
        contents,
        wellKnown(loaded, carried, contents),
        InternedStrings.of(internedTexts(program)));
  }

  /**
   * The VM does not list the strings of its class data archive; those of them that the program has
   * as literals are found in its classes.
   */
  private Set<String> internedTexts(List<Class<?>> program) {
    List<Class<?>> added = new ArrayList<>();
    for (Class<?> type : program) {
      if (read.add(type)) {
        added.add(type);
      }
    }
    literals.addAll(InternedLiterals.collect(added, jvm::originalBytes));
    Set<String> texts = new HashSet<>(InternedTexts.list());
    texts.addAll(literals);
    return texts;
  }

  private WellKnownObjects wellKnown(Class<?>[] loaded, List<Field> carried, List<Field> contents) {
    Set<Field> excluded = new HashSet<>(contents);
    for (Field field : carried) {
      // What a static of the program holds may be the JDK's: Boolean.TRUE, an empty list.
      if (JdkClasses.isJdk(field.getDeclaringClass())) {
        excluded.add(field);
      }
    }
    List<Class<?>> jdk = new ArrayList<>();
    for (Class<?> type : loaded) {
      if (JdkClasses.isJdk(type) && !OwnClasses.isOurs(type)) {
        jdk.add(type);
      }
    }
    return WellKnownObjects.of(jdk, excluded, statics);
  }
}
