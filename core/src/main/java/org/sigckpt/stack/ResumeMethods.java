package org.sigckpt.stack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * Adds resume methods to a class file.
 *
 * <p>Everything else of the class file is copied byte by byte, so that the bytecode indices of the
 * woven methods stay what they are. The same input gives the same output.
 */
public final class ResumeMethods {
  /** JVMS 4.7.3. */
  private static final int MAX_CODE_BYTES = 65535;

  /** No jump in a method of this size is too long for its two bytes. */
  private static final int JUMP_BYTES = Short.MAX_VALUE;

  private static final String DUMMY_DIGITS = "ZBCS";

  private ResumeMethods() {}

  /**
   * A class file with resume methods.
   *
   * @param methods one per point, in the order of the points
   */
  public record Resumable(byte[] classFile, List<ResumeMethod> methods) {}

  /**
   * Returns the class with one resume method for each point.
   *
   * @param loader of the class, null for the boot loader
   * @param points all in this class; duplicates count once
   * @throws FrameNotCapturableException if a point can't be resumed
   */
  public static Resumable add(
      byte[] wovenClass, ClassLoader loader, Collection<ResumePoint> points) {
    ConstructorKind kind = ConstructorKind.in(loader);
    List<ResumePoint> sorted = List.copyOf(new TreeSet<>(points));
    List<ResumeBody.Result> bodies = new ArrayList<>();
    Map<String, Integer> counts = new HashMap<>();
    for (ResumePoint point : sorted) {
      String key = point.method() + ResumeBody.resultOf(point.descriptor());
      int number = counts.getOrDefault(key, 0);
      counts.put(key, number + 1);
      bodies.add(body(wovenClass, kind, point, dummies(number)));
    }
    byte[] classFile = write(wovenClass, bodies);
    List<ResumeMethod> methods = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      methods.add(describe(classFile, sorted.get(i), bodies.get(i)));
    }
    return new Resumable(classFile, methods);
  }

  /**
   * Returns what a frame at the point holds, if the point can be resumed.
   *
   * @throws FrameNotCapturableException if not
   */
  static PointLayout check(byte[] wovenClass, ClassLoader loader, ResumePoint point) {
    CodeSizeEvaluator size = new CodeSizeEvaluator(null);
    ResumeBody.Result body = body(wovenClass, ConstructorKind.in(loader), point, "ZZ");
    body.method().accept(size);
    if (size.getMinSize() > MAX_CODE_BYTES) {
      throw tooLarge(point, size.getMinSize());
    }
    if (size.getMaxSize() > JUMP_BYTES) {
      // How large it is, and whether its jumps are too long, shows when it is written.
      add(wovenClass, loader, List.of(point));
    }
    return body.layout();
  }

  private static FrameNotCapturableException tooLarge(ResumePoint point, int bytes) {
    return FrameNotCapturableException.never(
        "Cannot resume "
            + point.owner().replace('/', '.')
            + "."
            + point.method()
            + point.descriptor()
            + ": its resume method would have "
            + bytes
            + " bytes of code (at most "
            + MAX_CODE_BYTES
            + ", and "
            + JUMP_BYTES
            + " across a jump); split the method.");
  }

  private static ResumeBody.Result body(
      byte[] wovenClass, ConstructorKind kind, ResumePoint point, String dummies) {
    MethodCode code = MethodCode.read(wovenClass, point.method(), point.descriptor());
    if (code == null || !isOwner(code.owner, point.owner())) {
      throw FrameNotCapturableException.never(
          "Cannot resume " + point + ": the class file has no such method.");
    }
    if (code.inInterface && code.version < Opcodes.V1_8) {
      throw FrameNotCapturableException.never(
          "Cannot resume " + code.name() + ": an interface of that version holds no methods.");
    }
    return ResumeBody.write(code, kind, point.bci(), point.method(), dummies);
  }

  /** The VM adds a slash and a number to the name that a hidden class has in its file. */
  private static boolean isOwner(String inFile, String owner) {
    return owner.equals(inFile) || owner.startsWith(inFile + "/0x");
  }

  /** Returns the number in bijective base 4, so that overloads differ. */
  private static String dummies(int number) {
    StringBuilder text = new StringBuilder();
    for (int rest = number; rest > 0; rest = (rest - 1) / DUMMY_DIGITS.length()) {
      text.append(DUMMY_DIGITS.charAt((rest - 1) % DUMMY_DIGITS.length()));
    }
    return text.toString();
  }

  private static byte[] write(byte[] wovenClass, List<ResumeBody.Result> bodies) {
    ClassReader reader = new ClassReader(wovenClass);
    ClassWriter writer = new ClassWriter(reader, 0);
    ClassVisitor adding =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return name.equals("<clinit>") && isAdded(name)
                ? null
                : super.visitMethod(access, name, descriptor, signature, exceptions);
          }

          @Override
          public void visitEnd() {
            for (ResumeBody.Result body : bodies) {
              body.method().accept(cv);
            }
            super.visitEnd();
          }

          private boolean isAdded(String name) {
            for (ResumeBody.Result body : bodies) {
              if (body.method().name.equals(name)) {
                return true;
              }
            }
            return false;
          }
        };
    reader.accept(adding, 0);
    try {
      return writer.toByteArray();
    } catch (MethodTooLargeException e) {
      throw FrameNotCapturableException.never(
          "Cannot resume " + e.getClassName() + "." + e.getMethodName() + ": too much code.");
    }
  }

  private static ResumeMethod describe(
      byte[] classFile, ResumePoint point, ResumeBody.Result body) {
    MethodCode written = MethodCode.read(classFile, body.method().name, body.method().desc);
    List<int[]> calls = new ArrayList<>();
    int stubBci = -1;
    int index = 0;
    for (AbstractInsnNode each : body.method().instructions) {
      if (each.getOpcode() >= 0) {
        if (index >= written.bcis.length
            || written.instructions[index].getOpcode() != MethodCode.asRead(each.getOpcode())) {
          throw tooLarge(point, written.bcis[written.bcis.length - 1]);
        }
        int bci = written.bcis[index++];
        if (each == body.stubCall()) {
          stubBci = bci;
        } else if (body.originals().containsKey(each)
            && (HandleCalls.callOf(each) != null || PointLayout.mayInitialise(each))) {
          calls.add(new int[] {bci, body.originals().get(each)});
        }
      }
    }
    return new ResumeMethod(
        point,
        body.method().name,
        body.method().desc,
        (body.method().access & Opcodes.ACC_STATIC) != 0,
        body.layout().isSynchronized(),
        body.layout().call().desc,
        body.shift(),
        stubBci,
        column(calls, 0),
        column(calls, 1));
  }

  private static int[] column(List<int[]> pairs, int index) {
    int[] column = new int[pairs.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = pairs.get(i)[index];
    }
    return column;
  }
}
