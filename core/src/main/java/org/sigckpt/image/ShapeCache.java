package org.sigckpt.image;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import org.jspecify.annotations.Nullable;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * Shapes by the class word of object headers, for one thread.
 *
 * <p>With compressed class pointers and full headers that word stands behind the mark word, before
 * the first field ({@code oop.hpp}); it is loaded with it, while {@code getClass} would follow two
 * more pointers. In other layouts {@code getClass} it is.
 */
final class ShapeCache {
  private static final int CLASS_WORD_BYTES = 8;
  private static final boolean HAS_CLASS_WORD =
      JdkUnsafe.offsetOf(JdkReflection.field(Probe.class, "first"))
          == CLASS_WORD_BYTES + Integer.BYTES;
  private static final int SLOT_BITS = 10;

  /** No constant: C2 makes a real call of a load of the class word (library_call.cpp, KLASS). */
  private final long classWord;

  private final ShapeTable table;
  private final int[] words = new int[1 << SLOT_BITS];
  private final @Nullable Shape[] shapes = new Shape[1 << SLOT_BITS];

  ShapeCache(ShapeTable table) {
    this.table = table;
    this.classWord = CLASS_WORD_BYTES;
  }

  /** Returns null if the object's class has no shape yet. */
  @Nullable Shape of(Object object) {
    if (!HAS_CLASS_WORD) {
      return table.known(object.getClass());
    }
    int word = UNSAFE.getInt(object, classWord);
    int slot = word * 0x9E3779B9 >>> Integer.SIZE - SLOT_BITS;
    if (words[slot] == word) {
      return shapes[slot];
    }
    Shape shape = table.known(object.getClass());
    if (shape != null) {
      words[slot] = word;
      shapes[slot] = shape;
    }
    return shape;
  }

  private static final class Probe {
    int first;
  }
}
