package org.sigckpt.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * The strings of the program that are canonical, such as its literals.
 *
 * <p>In the restarted JVM each is whatever {@code intern()} answers there, so that it stays the
 * same object as the literals that are resolved later.
 */
public final class InternedStrings {
  private final List<String> canonical = new ArrayList<>();

  /** Returns the canonical strings of these texts; texts nobody interned are interned by it. */
  public static InternedStrings of(Iterable<String> texts) {
    InternedStrings strings = new InternedStrings();
    for (String text : texts) {
      strings.canonical.add(text.intern());
    }
    return strings;
  }

  String at(int index) {
    return canonical.get(index);
  }

  void forEach(ObjIntConsumer<Object> action) {
    for (int i = 0; i < canonical.size(); i++) {
      action.accept(canonical.get(i), i);
    }
  }
}
