package org.sigckpt.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.sigckpt.agent.BlockingCalls.StandIn;
import org.sigckpt.agent.Weaver.MethodPlan;

/**
 * The second pass of the weaver: rewrites one method.
 *
 * <p><b>Where the poll after a monitorenter stands.</b> A compiler starts the protected range,
 * whose handler releases the monitor, at the instruction behind the monitorenter. A poll put
 * directly behind it would lie outside that range: a call that may throw, with a monitor that no
 * handler releases. The JIT then refuses the whole method ("unbalanced monitors"). So the poll is
 * held back until the next instruction is visited: by then the label that starts the range has been
 * passed. The poll at the entry waits in the same way for the first line number, which the trace of
 * a StackOverflowError shows.
 */
final class MethodWeaver extends MethodVisitor {
  static final String POLL = "org/sigckpt/barrier/Poll";
  static final String BLOCKING = "org/sigckpt/barrier/Blocking";
  static final String GATE = "org/sigckpt/barrier/RestartGate";
  static final String CLOSED = "org/sigckpt/barrier/ClosedDescriptor";
  static final String DATAGRAMS = "sun/nio/ch/DatagramChannelImpl";
  static final String LOAD_DESCRIPTOR = "(Ljava/lang/Object;Ljava/lang/String;)Ljava/lang/Class;";

  /** Class files before Java 6 have no stack maps (JVMS §4.10). */
  private static final int FIRST_WITH_FRAMES = Opcodes.V1_6;

  private final MethodPlan plan;
  private final BlockingCalls calls;
  private final boolean hasFrames;
  private final int gateLine;
  private final Set<Label> passed = new HashSet<>();
  private final Map<Object, Object> movedNews = new HashMap<>();
  private @Nullable Label here;
  private boolean pollPending;

  MethodWeaver(
      MethodVisitor out, MethodPlan plan, BlockingCalls calls, int classVersion, int gateLine) {
    super(Opcodes.ASM9, out);
    this.gateLine = gateLine;
    this.plan = plan;
    this.calls = calls;
    this.hasFrames = classVersion >= FIRST_WITH_FRAMES;
  }

  @Override
  public void visitCode() {
    super.visitCode();
    switch (plan.gate()) {
      case RUN -> runGate();
      case LOAD_CLASS -> loadClassGate();
      case AWAIT_INPUT -> awaitInput();
      case CLOSE -> markClosed();
      case NONE -> {}
    }
    pollPending = plan.entryPoll();
  }

  private void runGate() {
    Label body = new Label();
    if (gateLine != RunLine.NONE) {
      Label gate = new Label();
      mv.visitLabel(gate);
      mv.visitLineNumber(gateLine, gate);
    }
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, GATE, "run", "(Ljava/lang/Object;)Z", false);
    // Stack[0]: I
    mv.visitJumpInsn(Opcodes.IFEQ, body);
    mv.visitInsn(Opcodes.RETURN);
    mv.visitLabel(body);
    if (hasFrames) {
      mv.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    }
    // Keeps this frame apart from one that the body itself may begin with.
    mv.visitInsn(Opcodes.NOP);
  }

  private void awaitInput() {
    String operand = GateCode.inputOperand(plan.descriptor());
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    if (operand.equals("[B")) {
      mv.visitVarInsn(Opcodes.ALOAD, 1);
    } else if (operand.equals("I")) {
      mv.visitVarInsn(Opcodes.ILOAD, 3);
    }
    // Stack[1]: length or array if there is one, Stack[0]: FileInputStream
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        BLOCKING,
        "awaitInput",
        "(Ljava/lang/Object;" + operand + ")V",
        false);
  }

  private void markClosed() {
    mv.visitVarInsn(Opcodes.ALOAD, 1);
    // Stack[0]: FileDescriptor
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, CLOSED, "mark", GateCode.CLOSE_DESCRIPTOR, false);
  }

  private void loadClassGate() {
    Label body = new Label();
    mv.visitVarInsn(Opcodes.ALOAD, 0);
    mv.visitVarInsn(Opcodes.ALOAD, 1);
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, GATE, "load", LOAD_DESCRIPTOR, false);
    mv.visitInsn(Opcodes.DUP);
    // Stack[1]: Class, Stack[0]: Class
    mv.visitJumpInsn(Opcodes.IFNULL, body);
    mv.visitInsn(Opcodes.ARETURN);
    mv.visitLabel(body);
    if (hasFrames) {
      mv.visitFrame(Opcodes.F_SAME1, 0, null, 1, new Object[] {"java/lang/Class"});
    }
    mv.visitInsn(Opcodes.POP);
  }

  private void poll() {
    mv.visitMethodInsn(
        Opcodes.INVOKESTATIC, POLL, plan.jdkClass() ? "entered" : "poll", "()V", false);
  }

  /** Behind a park. */
  private void wokenPoll() {
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, POLL, "jdk", "()V", false);
  }

  /** In JDK classes too by the call site: these loops may be free of calls. */
  private void loopPoll() {
    mv.visitMethodInsn(Opcodes.INVOKESTATIC, POLL, "poll", "()V", false);
  }

  /** Called before every instruction. */
  private void flush() {
    if (pollPending) {
      pollPending = false;
      poll();
    }
    here = null;
  }

  // ---- places -----------------------------------------------------------------------------------

  @Override
  public void visitLabel(Label label) {
    passed.add(label);
    here = label;
    super.visitLabel(label);
  }

  /**
   * Stack maps name an object under construction by the position of its {@code new}. A poll put
   * between the label of that position and the instruction moves the instruction.
   */
  private void flushBeforeNew() {
    Label before = pollPending ? here : null;
    flush();
    if (before != null) {
      Label moved = new Label();
      mv.visitLabel(moved);
      movedNews.put(before, moved);
    }
  }

  @Override
  public void visitFrame(
      int type, int localCount, Object[] locals, int stackCount, Object[] stack) {
    super.visitFrame(
        type, localCount, moved(localCount, locals), stackCount, moved(stackCount, stack));
  }

  private Object[] moved(int count, Object[] types) {
    if (movedNews.isEmpty() || types == null) {
      return types;
    }
    Object[] result = types.clone();
    for (int i = 0; i < count && i < result.length; i++) {
      result[i] = movedNews.getOrDefault(result[i], result[i]);
    }
    return result;
  }

  @Override
  public void visitInsn(int opcode) {
    flush();
    StandIn returned = plan.returned();
    if (opcode == Opcodes.ARETURN && returned != null) {
      mv.visitVarInsn(Opcodes.ALOAD, 0);
      // Stack[1]: what is returned, Stack[0]: this
      mv.visitMethodInsn(
          Opcodes.INVOKESTATIC, returned.owner(), returned.name(), returned.descriptor(), false);
    }
    super.visitInsn(opcode);
    pollPending = opcode == Opcodes.MONITORENTER;
  }

  @Override
  public void visitJumpInsn(int opcode, Label label) {
    flush();
    if (plan.loopPolls() && passed.contains(label)) {
      loopPoll();
    }
    super.visitJumpInsn(opcode, label);
  }

  @Override
  public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
    flush();
    pollBeforeSwitch(otherwise, labels);
    super.visitTableSwitchInsn(min, max, otherwise, labels);
  }

  @Override
  public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
    flush();
    pollBeforeSwitch(otherwise, labels);
    super.visitLookupSwitchInsn(otherwise, keys, labels);
  }

  private void pollBeforeSwitch(Label otherwise, Label[] labels) {
    boolean backward = passed.contains(otherwise);
    for (Label label : labels) {
      backward |= passed.contains(label);
    }
    if (backward && plan.loopPolls()) {
      loopPoll();
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    flush();
    StandIn standIn = calls.of(opcode, owner, name, descriptor);
    if (standIn != null) {
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC, standIn.owner(), standIn.name(), standIn.descriptor(), false);
      return;
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    if (plan.jdkClass() && isPark(owner, name)) {
      wokenPoll();
    }
    if (plan.jdkClass()
        && owner.equals(DATAGRAMS)
        && name.equals("receive")
        && descriptor.equals("(Ljava/nio/ByteBuffer;Z)I")) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, BLOCKING, "retry", "(I)I", false);
    }
  }

  private static boolean isPark(String owner, String name) {
    return owner.equals(Weaver.PARK_OWNER) && name.equals("park")
        || owner.equals(Weaver.PARK_VIRTUAL_OWNER) && name.equals("parkVirtualThread");
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    flush();
    Object[] replaced = new Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      replaced[i] = calls.of(bootstrap, descriptor, arguments[i]);
    }
    super.visitInvokeDynamicInsn(name, descriptor, bootstrap, replaced);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    int needed =
        switch (plan.gate()) {
          case NONE -> maxStack;
          case RUN, CLOSE -> Math.max(1, maxStack);
          case LOAD_CLASS, AWAIT_INPUT -> Math.max(2, maxStack);
        };
    super.visitMaxs(plan.returned() == null ? needed : needed + 1, maxLocals);
  }

  // ---- every other instruction ------------------------------------------------------------------

  @Override
  public void visitIntInsn(int opcode, int operand) {
    flush();
    super.visitIntInsn(opcode, operand);
  }

  @Override
  public void visitVarInsn(int opcode, int index) {
    flush();
    super.visitVarInsn(opcode, index);
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    if (opcode == Opcodes.NEW) {
      flushBeforeNew();
    } else {
      flush();
    }
    super.visitTypeInsn(opcode, type);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    flush();
    super.visitFieldInsn(opcode, owner, name, descriptor);
  }

  @Override
  public void visitLdcInsn(Object value) {
    flush();
    super.visitLdcInsn(value);
  }

  @Override
  public void visitIincInsn(int index, int increment) {
    flush();
    super.visitIincInsn(index, increment);
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    flush();
    super.visitMultiANewArrayInsn(descriptor, dimensions);
  }
}
