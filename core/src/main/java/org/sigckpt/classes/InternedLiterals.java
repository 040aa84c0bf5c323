package org.sigckpt.classes;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;

/**
 * Collects the string literals of loaded classes, so that the heap image can tell canonical
 * strings.
 *
 * <p>After a restart a literal is resolved anew, by {@code intern}; a restored string that was the
 * literal must be that one object, or {@code ==} between them would turn false. Only the constant
 * pool is read (JVMS §4.4.3), no method is parsed. Strings that a program has interned itself and
 * that are no literal of its classes are not found here.
 */
public final class InternedLiterals {
  private static final int CONSTANT_STRING = 8;

  private InternedLiterals() {}

  /**
   * Returns the canonical object of every literal; an identity set.
   *
   * @param classFile gives a class's file, or null to pass it over
   */
  public static Set<String> collect(
      Collection<Class<?>> classes, Function<Class<?>, byte @Nullable []> classFile) {
    Set<String> literals = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Class<?> type : classes) {
      byte[] bytes = classFile.apply(type);
      if (bytes != null) {
        addLiterals(bytes, literals);
      }
    }
    return literals;
  }

  private static void addLiterals(byte[] classFile, Set<String> literals) {
    ClassReader reader = new ClassReader(classFile);
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int index = 1; index < reader.getItemCount(); index++) {
      int offset = reader.getItem(index);
      if (offset != 0 && reader.readByte(offset - 1) == CONSTANT_STRING) {
        literals.add(reader.readUTF8(offset, buffer).intern());
      }
    }
  }
}
