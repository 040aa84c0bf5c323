package org.sigckpt.agent;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;
import org.sigckpt.agent.Weaver.MethodPlan;

/** Weaves by ASM: what {@link ClassPatch} leaves, and what that one is compared with. */
final class LibraryWeaver {
  private LibraryWeaver() {}

  /** Returns the woven class file, or null if all methods to change are too large. */
  static byte @Nullable [] weave(ClassScan scan) {
    byte[] original = scan.bytes();
    Map<String, MethodPlan> plans = scan.plans();
    ClassReader reader = new ClassReader(original);
    Set<String> tooLarge = new HashSet<>();
    while (tooLarge.size() < plans.size()) {
      try {
        return write(reader, scan.calls(), plans, tooLarge);
      } catch (MethodTooLargeException e) {
        // JVMS §4.9.1: 65535 bytes. Such a method stays without polls; one that calls it has them.
        if (!tooLarge.add(e.getMethodName() + e.getDescriptor())) {
          throw e;
        }
      }
    }
    return null;
  }

  private static byte[] write(
      ClassReader reader,
      BlockingCalls calls,
      Map<String, MethodPlan> plans,
      Set<String> tooLarge) {
    int gateLine =
        reader.getClassName().equals("java/lang/Thread") ? RunLine.of(reader) : RunLine.NONE;
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          private int version;

          @Override
          public void visit(
              int classVersion,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            version = classVersion & 0xFFFF;
            super.visit(classVersion, access, name, signature, superName, interfaces);
          }

          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
            MethodPlan plan = plans.get(name + descriptor);
            if (plan == null || tooLarge.contains(name + descriptor)) {
              return out;
            }
            MethodVisitor weaver = new MethodWeaver(out, plan, calls, version, gateLine);
            return plan.inlinesSubroutines()
                ? new JSRInlinerAdapter(weaver, access, name, descriptor, signature, exceptions)
                : weaver;
          }
        },
        0);
    return writer.toByteArray();
  }
}
