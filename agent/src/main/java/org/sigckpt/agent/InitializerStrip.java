package org.sigckpt.agent;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Empties {@code <clinit>} of a class that comes back initialised. The method itself stays: the
 * default serialVersionUID depends on whether there is one.
 */
final class InitializerStrip {
  private InitializerStrip() {}

  /** Returns {@code bytes} itself if the class has no initializer. */
  static byte[] strip(byte[] bytes) {
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
            out.visitInsn(Opcodes.RETURN);
            out.visitMaxs(0, 0);
            out.visitEnd();
            return null;
          }
        },
        0);
    return found[0] ? writer.toByteArray() : bytes;
  }
}
