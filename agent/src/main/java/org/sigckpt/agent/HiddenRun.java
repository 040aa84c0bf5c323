package org.sigckpt.agent;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes {@code Thread.run} a method that stack traces leave out. */
final class HiddenRun {
  private static final String VM_HIDDEN = "Ljdk/internal/vm/annotation/Hidden;";

  private HiddenRun() {}

  static byte[] hide(byte[] threadClass) {
    ClassReader reader = new ClassReader(threadClass);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (!name.equals("run") || !descriptor.equals("()V")) {
              return out;
            }
            out.visitAnnotation(VM_HIDDEN, true).visitEnd();
            // A visitor of its own: else the reader copies the method as it was.
            return new MethodVisitor(Opcodes.ASM9, out) {};
          }
        },
        0);
    return writer.toByteArray();
  }
}
