package org.sigckpt.internals;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The fields of a class, without loading the classes that they are declared to be of.
 *
 * <p>The JDK's own list of fields loads them all. That fails where a library mentions one that is
 * not there (an optional dependency, a common thing), and with a loader of the program it runs
 * program code, here with all threads stopped. So the fields are read from the class file; a field
 * of a class or array type comes out as one of Object. The VM's number of a field is its place in
 * the file, which is checked against what the VM answers for the name.
 */
public final class UnloadedFields {
  private static final Constructor<Field> NEW_FIELD = constructor();

  private static volatile Function<Class<?>, byte @Nullable []> classFiles = type -> null;

  private UnloadedFields() {}

  /** Sets where class files are had from; the function answers null for those it does not know. */
  public static void readFrom(Function<Class<?>, byte @Nullable []> files) {
    classFiles = files;
  }

  /**
   * Returns fresh Field objects of what the class declares.
   *
   * @return null if its file is not known or is not what the VM has, as with two fields of one name
   */
  static Field @Nullable [] of(Class<?> owner) {
    byte[] bytes = classFiles.apply(owner);
    if (bytes == null) {
      return null;
    }
    List<Field> fields = new ArrayList<>();
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public @Nullable FieldVisitor visitField(
                  int access, String name, String descriptor, String signature, Object value) {
                fields.add(field(owner, name, descriptor, access, fields.size()));
                return null;
              }
            },
            ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return isAsLaidOut(owner, fields) ? fields.toArray(Field[]::new) : null;
  }

  private static Field field(Class<?> owner, String name, String descriptor, int access, int slot) {
    try {
      int modifiers = access & 0xffff;
      return NEW_FIELD.newInstance(
          owner, name, typeOf(descriptor), modifiers, false, slot, null, null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot look at the fields of " + owner.getName() + ".", e);
    }
  }

  private static Class<?> typeOf(String descriptor) {
    return switch (Type.getType(descriptor).getSort()) {
      case Type.BOOLEAN -> boolean.class;
      case Type.CHAR -> char.class;
      case Type.BYTE -> byte.class;
      case Type.SHORT -> short.class;
      case Type.INT -> int.class;
      case Type.FLOAT -> float.class;
      case Type.LONG -> long.class;
      case Type.DOUBLE -> double.class;
      default -> Object.class;
    };
  }

  private static boolean isAsLaidOut(Class<?> owner, List<Field> fields) {
    for (Field field : fields) {
      if (!Modifier.isStatic(field.getModifiers())
          && JdkUnsafe.offsetOf(field)
              != JdkUnsafe.UNSAFE.objectFieldOffset(owner, field.getName())) {
        return false;
      }
    }
    return true;
  }

  private static Constructor<Field> constructor() {
    try {
      Constructor<Field> constructor =
          Field.class.getDeclaredConstructor(
              Class.class,
              String.class,
              Class.class,
              int.class,
              boolean.class,
              int.class,
              String.class,
              byte[].class);
      constructor.setAccessible(true);
      return constructor;
    } catch (NoSuchMethodException e) {
      throw new MissingInternalException("java.lang.reflect.Field(Class, String, …)", e);
    }
  }
}
