package org.sigckpt.agent;

import org.jspecify.annotations.Nullable;
import org.sigckpt.agent.Weaver.Gate;
import org.sigckpt.agent.Weaver.MethodPlan;

/**
 * The bytes of what stands before a method's body, as {@link MethodWeaver} visits it.
 *
 * @param code ends with the instruction that the frame is at, if there is a frame
 * @param frameAt the position of the stack map frame that the branch around the gate needs, or −1
 * @param frameItem constant of the type on the stack in that frame, or 0 for an empty stack
 * @param maxStack what the gate itself needs
 */
record GateCode(@Nullable ByteOutput code, int frameAt, int frameItem, int maxStack) {
  static final String CLOSE_DESCRIPTOR = "(Ljava/io/FileDescriptor;)V";

  private static final GateCode NOTHING = new GateCode(null, -1, 0, 0);

  static GateCode of(MethodPlan plan, ConstantTail constants) {
    Gate gate = plan.gate();
    if (gate == Gate.NONE) {
      return NOTHING;
    }
    return switch (gate) {
      case RUN -> run(constants);
      case LOAD_CLASS -> loadClass(constants);
      case CLOSE -> close(constants);
      default -> awaitInput(plan.descriptor(), constants);
    };
  }

  int length() {
    return code == null ? 0 : code.size();
  }

  boolean hasFrame() {
    return frameAt >= 0;
  }

  void writeTo(ByteOutput out) {
    if (code != null) {
      out.copy(code);
    }
  }

  private static GateCode run(ConstantTail constants) {
    ByteOutput code = new ByteOutput(16);
    code.u1(Instructions.ALOAD_0);
    call(code, constants.method(MethodWeaver.GATE, "run", "(Ljava/lang/Object;)Z"));
    // Stack[0]: I
    code.u1(Instructions.IFEQ);
    code.u2(4);
    code.u1(Instructions.RETURN);
    int body = code.size();
    code.u1(Instructions.NOP);
    return new GateCode(code, body, 0, 1);
  }

  private static GateCode loadClass(ConstantTail constants) {
    ByteOutput code = new ByteOutput(16);
    code.u1(Instructions.ALOAD_0);
    code.u1(Instructions.ALOAD_1);
    call(code, constants.method(MethodWeaver.GATE, "load", MethodWeaver.LOAD_DESCRIPTOR));
    code.u1(Instructions.DUP);
    // Stack[1]: Class, Stack[0]: Class
    code.u1(Instructions.IFNULL);
    code.u2(4);
    code.u1(Instructions.ARETURN);
    int body = code.size();
    code.u1(Instructions.POP);
    return new GateCode(code, body, constants.type("java/lang/Class"), 2);
  }

  private static GateCode close(ConstantTail constants) {
    ByteOutput code = new ByteOutput(8);
    code.u1(Instructions.ALOAD_1);
    // Stack[0]: FileDescriptor
    call(code, constants.method(MethodWeaver.CLOSED, "mark", CLOSE_DESCRIPTOR));
    return new GateCode(code, -1, 0, 1);
  }

  private static GateCode awaitInput(String descriptor, ConstantTail constants) {
    ByteOutput code = new ByteOutput(8);
    code.u1(Instructions.ALOAD_0);
    String operand = inputOperand(descriptor);
    if (operand.equals("[B")) {
      code.u1(Instructions.ALOAD_1);
    } else if (operand.equals("I")) {
      code.u1(Instructions.ILOAD_3);
    }
    // Stack[1]: length or array if there is one, Stack[0]: FileInputStream
    String taken = "(Ljava/lang/Object;" + operand + ")V";
    call(code, constants.method(MethodWeaver.BLOCKING, "awaitInput", taken));
    return new GateCode(code, -1, 0, 2);
  }

  /** Returns the type that tells how much a {@code FileInputStream.read} wants; empty for one. */
  static String inputOperand(String descriptor) {
    return switch (descriptor) {
      case "([B)I" -> "[B";
      case "([BII)I" -> "I";
      default -> "";
    };
  }

  private static void call(ByteOutput code, int method) {
    code.u1(Instructions.INVOKESTATIC);
    code.u2(method);
  }
}
