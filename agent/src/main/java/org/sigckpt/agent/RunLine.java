package org.sigckpt.agent;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The line at which {@code Thread.run} calls the thread's task. The gate of a restarted thread gets
 * it, so that the bottom line of a stack trace is what it was before the restart.
 */
final class RunLine {
  /** No line is known. */
  static final int NONE = 0;

  private RunLine() {}

  static int of(ClassReader reader) {
    int[] line = {NONE, NONE};
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return name.equals("run") && descriptor.equals("()V") ? lines(line) : null;
          }
        },
        ClassReader.SKIP_FRAMES);
    return line[1];
  }

  private static MethodVisitor lines(int[] line) {
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitLineNumber(int number, Label start) {
        line[0] = number;
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        line[1] = line[0];
      }
    };
  }
}
