package org.sigckpt.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.sigckpt.samples.Samples;

class WeaverTest {
  private final WovenLoader program = new WovenLoader(false);
  private final WovenLoader jdk = new WovenLoader(true);

  @Test
  void pollsAtEntryAndBackEdges() throws Exception {
    Class<?> loops = load(program, Samples.Loops.class);

    assertThat(call(loops, "counted", 5)).isEqualTo(10);
    assertThat(Calls.drain()).isEqualTo(polls(1 + 5));
    assertThat(call(loops, "operandsOnStack", 5)).isEqualTo(101L);
    assertThat(Calls.drain()).isEqualTo(polls(1 + 2 * 6));
  }

  @Test
  void keepsResultsOfOddLoops() throws Exception {
    Class<?> loops = load(program, Samples.Loops.class);

    assertThat(call(loops, "fromFirstInstruction", 3)).isEqualTo(-1);
    assertThat(call(loops, "bySwitch", 2)).isEqualTo(Samples.Loops.bySwitch(2));
    assertThat(Calls.drain()).hasSizeGreaterThan(8).containsOnly("Poll.poll");
  }

  @Test
  void movesTheNamesOfObjectsUnderConstruction() throws Exception {
    Class<?> loops = load(program, Samples.Loops.class);

    assertThat(call(loops, "newIsFirst", true)).isEqualTo("yes");
    assertThat(call(loops, "newIsFirstInMonitor", new Object(), false)).isEqualTo("no");
    assertThat(Calls.drain()).isEqualTo(polls(1 + 2));
  }

  @Test
  void inlinesSubroutines() throws Exception {
    byte[] old = classWithSubroutine();
    byte[] woven = Weaver.weave("Old", false, old);
    List<Integer> jumps = new ArrayList<>();
    new ClassReader(woven)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String sign, String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitJumpInsn(int opcode, Label label) {
                    jumps.add(opcode);
                  }
                };
              }
            },
            0);

    assertThat(jumps).isNotEmpty().doesNotContain(Opcodes.JSR);
    Class<?> defined = program.define("Old", old);
    assertThat(call(defined, "twice")).isEqualTo(2);
  }

  /** Returns a class of Java 1.4 whose method calls one subroutine twice. */
  private static byte[] classWithSubroutine() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(Opcodes.V1_4, Opcodes.ACC_PUBLIC, "Old", null, "java/lang/Object", null);
    MethodVisitor code =
        writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "twice", "()I", null, null);
    Label subroutine = new Label();
    code.visitCode();
    code.visitInsn(Opcodes.ICONST_0);
    code.visitVarInsn(Opcodes.ISTORE, 0);
    code.visitJumpInsn(Opcodes.JSR, subroutine);
    code.visitJumpInsn(Opcodes.JSR, subroutine);
    code.visitVarInsn(Opcodes.ILOAD, 0);
    code.visitInsn(Opcodes.IRETURN);
    code.visitLabel(subroutine);
    code.visitVarInsn(Opcodes.ASTORE, 1);
    code.visitIincInsn(0, 1);
    code.visitVarInsn(Opcodes.RET, 1);
    code.visitMaxs(1, 2);
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  @Test
  void leavesShortMethodsAlone() throws Exception {
    assertThat(call(load(program, Samples.Loops.class), "withoutCallOrLoop", 1)).isEqualTo(2);
    assertThat(Calls.drain()).isEmpty();
  }

  @Test
  void pollsRightAfterEveryMonitorEnter() throws Exception {
    for (WovenLoader loader : List.of(program, jdk)) {
      Class<?> type = load(loader, Samples.Monitors.class);
      Object monitors = type.getConstructor().newInstance();
      List<String> entry = loader == program ? polls(1) : List.of();
      String poll = loader == program ? "Poll.poll" : "Poll.entered";
      Calls.drain();

      assertThat(call(type, monitors, "synchronizedMethod")).isEqualTo(1);
      assertThat(Calls.drain()).containsExactly(poll);
      assertThat(call(type, monitors, "block", new Object())).isEqualTo(2);
      assertThat(Calls.drain()).containsExactly(poll);
      assertThat(call(type, monitors, "nested", new Object(), new Object())).isEqualTo(13);
      assertThat(Calls.drain()).containsExactly(poll, poll);
      assertThat(call(type, monitors, "throwsInside", new Object())).isEqualTo(true);
      assertThat(Calls.drain()).hasSize(entry.size() + 1).contains(poll);
      assertThat(call(type, monitors, "loopInBlock", new Object(), 20)).isEqualTo(20);
    }
  }

  @Test
  void coversPollsAfterMonitorEnterByTheReleasingHandler() {
    byte[] woven = weave(Samples.Monitors.class);
    int[] uncovered = new int[2];
    new ClassReader(woven)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                return new RangeCheck(uncovered);
              }
            },
            ClassReader.SKIP_FRAMES);
    assertThat(uncovered[1]).as("monitorenters").isEqualTo(5);
    assertThat(uncovered[0]).as("polls outside the range").isZero();
  }

  /** Counts polls after a monitorenter that no exception handler covers. */
  private static final class RangeCheck extends MethodVisitor {
    private final int[] result;
    private final List<Label> starts = new ArrayList<>();
    private final List<Label> ends = new ArrayList<>();
    private final List<Label> passed = new ArrayList<>();
    private boolean afterEnter;

    RangeCheck(int[] result) {
      super(Opcodes.ASM9);
      this.result = result;
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      starts.add(start);
      ends.add(end);
    }

    @Override
    public void visitLabel(Label label) {
      passed.add(label);
    }

    @Override
    public void visitInsn(int opcode) {
      afterEnter = opcode == Opcodes.MONITORENTER;
      result[1] += afterEnter ? 1 : 0;
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String type, boolean i) {
      if (afterEnter) {
        boolean covered = false;
        for (int range = 0; range < starts.size(); range++) {
          covered |= passed.contains(starts.get(range)) && !passed.contains(ends.get(range));
        }
        result[0] += name.equals("poll") && covered ? 0 : 1;
        afterEnter = false;
      }
    }
  }

  @Test
  void replacesBlockingCallsInBothKinds() throws Exception {
    for (WovenLoader loader : List.of(program, jdk)) {
      Class<?> type = load(loader, Samples.Blockers.class);
      call(type, "all", new Object());
      List<String> made = Calls.drain();
      made.remove("Poll.poll");
      assertThat(made)
          .containsExactly(
              "Blocking.wait",
              "Blocking.wait",
              "Blocking.wait",
              "Blocking.notify",
              "Blocking.notifyAll",
              "Blocking.sleep",
              "Blocking.sleep",
              "Clock.nanoTime");
    }
  }

  @Test
  void replacesMethodReferences() throws Exception {
    assertThat(call(load(program, Samples.Blockers.class), "byReference", new Object()))
        .isEqualTo(0L);
    assertThat(Calls.drain()).contains("Blocking.notifyAll", "Clock.nanoTime");
  }

  @Test
  void leavesNamesakesAlone() throws Exception {
    call(load(program, Samples.Blockers.class), "notReplaced");
    assertThat(Calls.drain()).containsOnly("Poll.poll");
  }

  @Test
  void gatesRunOfThreadsAndReplacesTheirOwnSleep() throws Exception {
    Class<?> type = load(program, Samples.Worker.class);
    Object worker = type.getConstructor().newInstance();
    call(type, worker, "run");
    assertThat(type.getField("count").get(worker)).isEqualTo(3);
    assertThat(Calls.drain())
        .startsWith("RestartGate.run")
        .contains("Blocking.sleep")
        .filteredOn("RestartGate.run"::equals)
        .hasSize(1);
  }

  @Test
  void leavesRunOfPlainObjectsAlone() {
    assertThat(Weaver.weave("org/sigckpt/samples/Samples$Task", false, bytes(Samples.Task.class)))
        .isNull();
  }

  @Test
  void gatesLoadClass() throws Exception {
    Class<?> type = load(program, Samples.Loader.class);
    Object loader = type.getConstructor().newInstance();
    assertThat(call(type, loader, "loadClass", "java.lang.String")).isEqualTo(String.class);
    assertThat(Calls.drain()).startsWith("RestartGate.load");
  }

  @Test
  void pollsInLoopsOfConstructorsButNotAtTheirEntry() throws Exception {
    Class<?> type = load(program, Samples.Constructed.class);
    Object constructed = type.getConstructor(int.class).newInstance(3);
    assertThat(type.getField("own").get(constructed)).isEqualTo(10);
    assertThat(Calls.drain()).isEqualTo(polls(3));
  }

  @Test
  void givesTheSameBytesEveryTime() {
    for (Class<?> type : Samples.class.getDeclaredClasses()) {
      byte[] original = bytes(type);
      String name = type.getName().replace('.', '/');
      assertThat(Weaver.weave(name, false, original))
          .isEqualTo(Weaver.weave(name, false, original.clone()));
    }
  }

  @Test
  void leavesExcludedClassesAlone() {
    byte[] bytes = bytes(Samples.Monitors.class);
    assertThat(Weaver.weave("java/lang/Object", true, bytes)).isNull();
    assertThat(Weaver.weave("java/lang/invoke/MethodHandle", true, bytes)).isNull();
    assertThat(Weaver.weave("org/sigckpt/barrier/Poll", true, bytes)).isNull();
  }

  @Test
  void recordsLambdasInTheMetafactory() {
    String name = "java/lang/invoke/InnerClassLambdaMetafactory";
    byte[] original = ClassFiles.read(Object.class.getModule(), name);
    List<String> recorded = new ArrayList<>();
    new ClassReader(Weaver.weave(name, true, original))
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String method, String type, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String called, String calledType, boolean i) {
                    if (owner.startsWith("org/sigckpt/")) {
                      recorded.add(method + " " + called);
                    }
                  }
                };
              }
            },
            0);
    assertThat(recorded).isNotEmpty().containsOnly("spinInnerClass record");
  }

  @Test
  void leavesAMethodUnwovenThatWouldGetTooLarge() throws Exception {
    Class<?> type = program.define("Large", large(65_524));
    assertThat(call(type, "large", 1)).isEqualTo(0);
    assertThat(Calls.drain()).isEmpty();
    assertThat(call(type, "small", 4)).isEqualTo(0);
    assertThat(Calls.drain()).as("the entry poll is in the loop").isEqualTo(polls(4 + 3));
  }

  @Test
  void weavesJumpsThatBecomeTooFar() throws Exception {
    Class<?> type = program.define("Large", large(32_760));
    assertThat(call(type, "large", 1)).isEqualTo(0);
    assertThat(Calls.drain()).isEqualTo(polls(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {46, 47, 48, 49, 50, 51, 52, 53, 55, 57, 59, 61})
  @SuppressWarnings("DoNotCall") // What is called is the woven method itself.
  void weavesEveryClassFileVersion(int version) throws Exception {
    Class<?> type = program.define("Old" + version, versioned(version));
    Thread worker = (Thread) type.getConstructor().newInstance();
    worker.run();
    assertThat(Calls.drain())
        .containsExactly("RestartGate.run", "Poll.poll", "Poll.poll", "Poll.poll");
  }

  @ParameterizedTest
  @ValueSource(ints = {62, 65, 67, 68, 69})
  void keepsTheVersionOfNewerClassFiles(int version) {
    byte[] woven = Weaver.weave("Old" + version, false, versioned(version));
    assertThat(woven[7]).isEqualTo((byte) version);
  }

  /** A Thread whose run() begins with a loop: a stack map frame at the first instruction. */
  static byte[] versioned(int version) {
    String name = "Old" + version;
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    writer.visit(version, Opcodes.ACC_PUBLIC, name, null, "java/lang/Thread", null);
    writer.visitField(Opcodes.ACC_PUBLIC, "n", "I", null, null).visitEnd();
    MethodVisitor init = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null);
    init.visitCode();
    init.visitVarInsn(Opcodes.ALOAD, 0);
    init.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Thread", "<init>", "()V", false);
    init.visitInsn(Opcodes.RETURN);
    init.visitMaxs(0, 0);
    init.visitEnd();
    MethodVisitor run = writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "()V", null, null);
    Label loop = new Label();
    Label end = new Label();
    run.visitCode();
    run.visitLabel(loop);
    run.visitVarInsn(Opcodes.ALOAD, 0);
    run.visitInsn(Opcodes.DUP);
    run.visitFieldInsn(Opcodes.GETFIELD, name, "n", "I");
    run.visitInsn(Opcodes.ICONST_1);
    run.visitInsn(Opcodes.IADD);
    run.visitInsn(Opcodes.DUP_X1);
    run.visitFieldInsn(Opcodes.PUTFIELD, name, "n", "I");
    run.visitInsn(Opcodes.ICONST_2);
    run.visitJumpInsn(Opcodes.IF_ICMPGE, end);
    run.visitJumpInsn(Opcodes.GOTO, loop);
    run.visitLabel(end);
    run.visitVarInsn(Opcodes.ALOAD, 0);
    run.visitMethodInsn(Opcodes.INVOKEVIRTUAL, name, "isAlive", "()Z", false);
    run.visitInsn(Opcodes.POP);
    run.visitInsn(Opcodes.RETURN);
    run.visitMaxs(0, 0);
    run.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static byte[] large(int size) {
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, "Large", null, "java/lang/Object", null);
    countdown(writer, "large", size - 12);
    countdown(writer, "small", 1);
    return writer.toByteArray();
  }

  private static void countdown(ClassWriter writer, String name, int padding) {
    MethodVisitor method =
        writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, "(I)I", null, null);
    Label loop = new Label();
    Label end = new Label();
    method.visitCode();
    method.visitLabel(loop);
    method.visitIincInsn(0, -1);
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitJumpInsn(Opcodes.IFEQ, end);
    for (int i = 0; i < padding; i++) {
      method.visitInsn(Opcodes.NOP);
    }
    method.visitJumpInsn(Opcodes.GOTO, loop);
    method.visitLabel(end);
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitInsn(Opcodes.IRETURN);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  private static List<String> polls(int count) {
    return Collections.nCopies(count, "Poll.poll");
  }

  private static byte[] bytes(Class<?> type) {
    return WovenLoader.bytesOf(type.getName());
  }

  private static byte[] weave(Class<?> type) {
    return Weaver.weave(type.getName().replace('.', '/'), false, bytes(type));
  }

  private static Class<?> load(WovenLoader loader, Class<?> type) throws Exception {
    return Class.forName(type.getName(), true, loader);
  }

  private static Object call(Class<?> type, String method, Object... arguments) throws Exception {
    return call(type, null, method, arguments);
  }

  private static Object call(Class<?> type, Object target, String name, Object... arguments)
      throws Exception {
    for (java.lang.reflect.Method method : type.getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
        try {
          return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
          throw (Exception) e.getCause();
        }
      }
    }
    throw new NoSuchMethodException(name);
  }
}
