package org.sigckpt.stack;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The verifier's types of all slots at one instruction; a long or double takes two, the second TOP.
 *
 * <p>An element is one of ASM's frame constants, an internal class name, an {@link Uninit}, or a
 * {@link Merged} where an old class file joins classes.
 */
record Types(Object[] locals, Object[] stack) {
  /**
   * A reference whose class the old verifier finds by loading classes: the nearest that all of
   * these extend.
   *
   * @param names at least two internal names
   */
  record Merged(SortedSet<String> names) {
    static Object of(Object a, Object b) {
      SortedSet<String> names = new TreeSet<>();
      addNames(a, names);
      addNames(b, names);
      return names.size() == 1 ? names.first() : new Merged(names);
    }

    private static void addNames(Object type, SortedSet<String> names) {
      if (type instanceof Merged merged) {
        names.addAll(merged.names);
      } else {
        names.add((String) type);
      }
    }

    /** Written out: a record's own would be linked while a thread captures itself. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Merged that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
      return names.hashCode();
    }

    /** Returns what is in an array of this type. */
    Object element() {
      Object result = null;
      for (String name : names) {
        boolean hasReferences = name.startsWith("[[") || name.startsWith("[L");
        Object element = hasReferences ? Type.getType(name.substring(1)).getInternalName() : OBJECT;
        result = result == null ? element : of(result, element);
      }
      return result;
    }
  }

  private static final String OBJECT = "java/lang/Object";

  /** What {@code new} left on the stack, by the number of that instruction. */
  record Uninit(int newIndex, String type) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Uninit fresh && fresh.newIndex == newIndex && fresh.type.equals(type);
    }

    @Override
    public int hashCode() {
      return newIndex;
    }
  }

  static Types of(List<Object> locals, List<Object> stack) {
    return new Types(locals.toArray(), stack.toArray());
  }

  static boolean isReference(Object type) {
    return type instanceof String
        || type instanceof Merged
        || type.equals(Opcodes.NULL)
        || type instanceof Uninit;
  }

  static boolean isWide(Object type) {
    return type.equals(Opcodes.LONG) || type.equals(Opcodes.DOUBLE);
  }

  static boolean isUninitialized(Object type) {
    return type instanceof Uninit || type.equals(Opcodes.UNINITIALIZED_THIS);
  }

  /** Returns the type of a local, TOP above the last known one. */
  Object local(int slot) {
    return slot < locals.length ? locals[slot] : Opcodes.TOP;
  }

  boolean has(Object type) {
    return Arrays.asList(locals).contains(type) || Arrays.asList(stack).contains(type);
  }

  /** Returns a copy with every occurrence of one value replaced. */
  Types replacing(Object old, Object with) {
    return new Types(replace(locals, old, with), replace(stack, old, with));
  }

  /** Returns a copy without the topmost stack slots. */
  Types popping(int slots) {
    return new Types(locals, Arrays.copyOf(stack, stack.length - slots));
  }

  /** Returns the join, or this very object if it is not changed by the other. */
  Types merge(Types other) {
    Object[] joinedLocals = new Object[Math.max(locals.length, other.locals.length)];
    boolean changed = joinedLocals.length != locals.length;
    for (int i = 0; i < joinedLocals.length; i++) {
      joinedLocals[i] = merge(local(i), other.local(i));
      changed |= !joinedLocals[i].equals(local(i));
    }
    Object[] joinedStack = new Object[stack.length];
    for (int i = 0; i < stack.length; i++) {
      joinedStack[i] = merge(stack[i], other.stack[i]);
      changed |= !joinedStack[i].equals(stack[i]);
    }
    return changed ? new Types(joinedLocals, joinedStack) : this;
  }

  private static Object[] replace(Object[] slots, Object old, Object with) {
    Object[] copy = slots.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] = copy[i].equals(old) ? with : copy[i];
    }
    return copy;
  }

  private static Object merge(Object a, Object b) {
    if (a.equals(b)) {
      return a;
    }
    boolean references = isReference(a) && isReference(b);
    if (!references || a instanceof Uninit || b instanceof Uninit) {
      return Opcodes.TOP;
    }
    if (a.equals(Opcodes.NULL)) {
      return b;
    }
    return b.equals(Opcodes.NULL) ? a : Merged.of(a, b);
  }
}
