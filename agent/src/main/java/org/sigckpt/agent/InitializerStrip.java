package org.sigckpt.agent;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Empties {@code <clinit>} of a class that comes back initialised. The method itself stays: the
 * default serialVersionUID depends on whether there is one. Of a class whose initialiser had failed
 * it fails again.
 */
final class InitializerStrip {
  private InitializerStrip() {}

  /** Returns {@code bytes} itself if the class has no initializer. */
  static byte[] strip(byte[] bytes) {
    return replace(bytes, false);
  }

  /** Returns the class with an initialiser that throws, if it has one at all. */
  static byte[] fail(byte[] bytes) {
    return replace(bytes, true);
  }

  private static byte[] replace(byte[] bytes, boolean failing) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    boolean[] found = new boolean[1];
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (!name.equals("<clinit>")) {
              return out;
            }
            found[0] = true;
            out.visitCode();
            if (failing) {
              out.visitInsn(Opcodes.ACONST_NULL); // Stack[0]: null
              out.visitInsn(Opcodes.ATHROW);
            } else {
              out.visitInsn(Opcodes.RETURN);
            }
            out.visitMaxs(failing ? 1 : 0, 0);
            out.visitEnd();
            return null;
          }
        },
        0);
    return found[0] ? writer.toByteArray() : bytes;
  }
}
