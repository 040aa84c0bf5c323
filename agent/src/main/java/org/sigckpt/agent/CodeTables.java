package org.sigckpt.agent;

import static org.sigckpt.agent.Instructions.u2;
import static org.sigckpt.agent.Instructions.u4;

import org.sigckpt.agent.Weaver.MethodPlan;

/** Writes the attributes of a Code attribute anew, whose instructions have moved: JVMS §4.7.3. */
final class CodeTables {
  private static final String STACK_MAP = "StackMapTable";
  private static final String LINES = "LineNumberTable";

  /** Class files before Java 6 have no stack maps (JVMS §4.10). */
  private static final int FIRST_WITH_FRAMES = 50;

  private final ClassScan scan;
  private final byte[] bytes;
  private final CodePatch code;
  private final GateCode gate;
  private final ConstantTail constants;

  CodeTables(ClassScan scan, CodePatch code, GateCode gate, ConstantTail constants) {
    this.scan = scan;
    this.bytes = scan.bytes();
    this.code = code;
    this.gate = gate;
    this.constants = constants;
  }

  /**
   * Writes the tables.
   *
   * @param at where the count of the old ones stands
   * @param gateLine the line of the gate, if there is to be one
   * @return false if one of them is not understood
   */
  boolean write(int at, ByteOutput out, MethodPlan plan, int gateLine) {
    int count = u2(bytes, at);
    int countAt = out.size();
    out.u2(count);
    boolean needsFrame = gate.hasFrame() && u2(bytes, 6) >= FIRST_WITH_FRAMES;
    int next = at + 2;
    for (int i = 0; i < count; i++) {
      String name = scan.constants().utf8(u2(bytes, next));
      out.u2(u2(bytes, next));
      int lengthAt = out.size();
      out.u4(0);
      int content = next + 6;
      switch (name) {
        case LINES -> writeLines(content, out, gateLine);
        case "LocalVariableTable", "LocalVariableTypeTable" -> writeVariables(content, out);
        case STACK_MAP -> {
          new FrameTable(bytes, code).write(content, out, needsFrame ? gate : null);
          needsFrame = false;
        }
        default -> {
          return false;
        }
      }
      out.u4At(lengthAt, out.size() - lengthAt - 4);
      next = content + u4(bytes, next + 2);
    }
    if (needsFrame) {
      out.u2At(countAt, count + 1);
      out.u2(constants.utf8(STACK_MAP));
      int lengthAt = out.size();
      out.u4(0);
      FrameTable.writeOnly(gate, out);
      out.u4At(lengthAt, out.size() - lengthAt - 4);
    }
    return true;
  }

  private void writeLines(int at, ByteOutput out, int gateLine) {
    int count = u2(bytes, at);
    out.u2(gateLine == RunLine.NONE ? count : count + 1);
    if (gateLine != RunLine.NONE) {
      out.u2(0);
      out.u2(gateLine);
    }
    int entry = at + 2;
    for (int i = 0; i < count; i++, entry += 4) {
      out.u2(code.label(u2(bytes, entry)));
      out.u2(u2(bytes, entry + 2));
    }
  }

  private void writeVariables(int at, ByteOutput out) {
    int count = u2(bytes, at);
    out.u2(count);
    int entry = at + 2;
    for (int i = 0; i < count; i++, entry += 10) {
      int from = u2(bytes, entry);
      int start = code.label(from);
      out.u2(start);
      out.u2(code.label(from + u2(bytes, entry + 2)) - start);
      out.copy(bytes, entry + 4, 6);
    }
  }

  /**
   * Returns the line of an instruction, or {@link RunLine#NONE}.
   *
   * @param at where the count of the attributes stands
   */
  static int lineOf(ClassScan scan, int at, int pc) {
    byte[] bytes = scan.bytes();
    int line = RunLine.NONE;
    int next = at + 2;
    for (int i = u2(bytes, at); i > 0; i--) {
      int content = next + 6;
      if (scan.constants().utf8(u2(bytes, next)).equals(LINES)) {
        int best = -1;
        for (int j = 0; j < u2(bytes, content); j++) {
          int start = u2(bytes, content + 2 + 4 * j);
          if (start <= pc && start >= best) {
            best = start;
            line = u2(bytes, content + 4 + 4 * j);
          }
        }
      }
      next = content + u4(bytes, next + 2);
    }
    return line;
  }
}
