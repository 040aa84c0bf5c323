package org.sigckpt.agent;

import static org.sigckpt.agent.Instructions.u2;
import static org.sigckpt.agent.Instructions.u4;

import java.util.Arrays;
import org.sigckpt.agent.BlockingCalls.StandIn;
import org.sigckpt.agent.ClassScan.PlannedMethod;
import org.sigckpt.agent.Weaver.MethodPlan;

/**
 * Writes one Code attribute anew (JVMS §4.7.3), with what its plan adds.
 *
 * <pre>
 *   old   |gate|        | insn |           | insn |
 *   new   |gate|  poll  | insn |  behind   | insn |
 *               ^labels ^insns
 * </pre>
 *
 * <p>Whatever names an instruction (branches, exception ranges, lines, variables, stack maps) names
 * the poll put before it, so that a poll behind a monitorenter is inside the range whose handler
 * releases the monitor; see {@link MethodWeaver}. Only the names of objects under construction stay
 * with the {@code new} itself. What is put behind a call belongs to that call.
 */
final class CodePatch {
  private static final int MAX_CODE = 65535;

  // What is put beside an instruction; the high half is the constant of the call's stand-in.
  private static final int POLL = 1;
  private static final int LOOP_POLL = 2;
  private static final int RETURNED = 4;
  private static final int WOKEN = 8;

  private final ClassScan scan;
  private final byte[] bytes;
  private final MethodPlan plan;
  private final ConstantTail constants;
  private final GateCode gate;
  private final int head;
  private final int start;
  private final int length;

  /**
   * By old position: the new one of its label and of itself, plus one; 0 where no instruction is.
   */
  private final int[] labels;

  private final int[] insns;

  /** Pairs of position and edit, of those instructions that are not just copied. */
  private int[] notable = new int[32];

  private int notableCount;
  private boolean isFit = true;

  CodePatch(ClassScan scan, PlannedMethod method, ConstantTail constants) {
    this.scan = scan;
    this.bytes = scan.bytes();
    this.plan = method.plan();
    this.constants = constants;
    this.gate = GateCode.of(plan, constants);
    this.head = method.code();
    this.start = head + 8;
    this.length = u4(bytes, head + 4);
    this.labels = new int[length + 1];
    this.insns = new int[length + 1];
  }

  /**
   * Writes the content of the attribute, without name and length.
   *
   * @return false if this method is not for this weaver; the output is then worthless
   */
  boolean writeTo(ByteOutput out) {
    if (plan.inlinesSubroutines()) {
      return false;
    }
    layOut();
    int newLength = label(length);
    if (!isFit || newLength > MAX_CODE) {
      return false;
    }
    int extra = plan.returned() == null ? 0 : 1;
    out.u2(Math.max(u2(bytes, head), gate.maxStack()) + extra);
    out.u2(u2(bytes, head + 2));
    out.u4(newLength);
    writeCode(out);
    writeTables(out, start + length);
    return isFit;
  }

  // ---- where everything goes --------------------------------------------------------------------

  private void layOut() {
    int to = gate.length();
    int pending = plan.entryPoll() ? POLL : 0;
    for (int pc = 0; pc < length; ) {
      int opcode = bytes[start + pc] & 0xFF;
      int kind = Instructions.kind(opcode);
      int size = Instructions.length(bytes, start + pc, start);
      labels[pc] = to + 1;
      if (kind == Instructions.PLAIN && pending == 0 && !isChangedReturn(opcode)) {
        insns[pc] = to + 1;
        to += size;
      } else {
        int edit = pending | edit(opcode, kind, pc);
        pending = kind == Instructions.MONITOR ? POLL : 0;
        if (edit != 0 || kind != Instructions.CALL && kind != Instructions.MONITOR) {
          note(pc, edit);
        }
        to += Integer.bitCount(edit & (POLL | LOOP_POLL)) * 3 + ((edit & RETURNED) != 0 ? 4 : 0);
        insns[pc] = to + 1;
        int padding = kind == Instructions.SWITCH ? (pc & 3) - (to & 3) : 0;
        to += size + padding + ((edit & WOKEN) != 0 ? 3 : 0);
      }
      pc += size;
    }
    labels[length] = to + 1;
    insns[length] = to + 1;
  }

  private boolean isChangedReturn(int opcode) {
    return opcode == Instructions.ARETURN && plan.returned() != null;
  }

  private int edit(int opcode, int kind, int pc) {
    if (kind == Instructions.CALL) {
      return editOfCall(opcode, u2(bytes, start + pc + 1));
    }
    if (kind == Instructions.PLAIN) {
      return isChangedReturn(opcode) ? RETURNED : 0;
    }
    return plan.loopPolls() && Instructions.jumpsBackward(bytes, start + pc, start) ? LOOP_POLL : 0;
  }

  private void note(int pc, int edit) {
    if (notableCount == notable.length) {
      notable = Arrays.copyOf(notable, 2 * notableCount);
    }
    notable[notableCount++] = pc;
    notable[notableCount++] = edit;
  }

  private int editOfCall(int opcode, int constant) {
    ConstantPool pool = scan.constants();
    if (opcode == Instructions.INVOKEDYNAMIC) {
      isFit &= !pool.refersToStandIn();
      return 0;
    }
    if (!pool.mayHaveStandIn(constant)) {
      return 0;
    }
    if (pool.isPark(constant)) {
      return WOKEN;
    }
    String owner = pool.ownerOf(constant);
    StandIn standIn =
        scan.calls().of(opcode, owner, pool.nameOf(constant), pool.descriptorOf(constant));
    return standIn == null
        ? 0
        : constants.method(standIn.owner(), standIn.name(), standIn.descriptor()) << 16;
  }

  /** Returns the new position of what names the instruction at {@code pc}. */
  int label(int pc) {
    return known(labels, pc);
  }

  /** Returns the new position of the instruction itself. */
  int insn(int pc) {
    return known(insns, pc);
  }

  /** Tables that name what is no instruction are not understood. */
  private int known(int[] positions, int pc) {
    int position = pc < 0 || pc > length ? 0 : positions[pc];
    isFit &= position != 0;
    return position - 1;
  }

  // ---- code -------------------------------------------------------------------------------------

  private void writeCode(ByteOutput out) {
    gate.writeTo(out);
    int copied = 0;
    for (int i = 0; i < notableCount; i += 2) {
      int pc = notable[i];
      int edit = notable[i + 1];
      out.copy(bytes, start + copied, pc - copied);
      if ((edit & POLL) != 0) {
        call(out, plan.jdkClass() ? "entered" : "poll");
      }
      if ((edit & LOOP_POLL) != 0) {
        call(out, "poll");
      }
      if ((edit & RETURNED) != 0) {
        out.u1(Instructions.ALOAD_0);
        out.u1(Instructions.INVOKESTATIC);
        out.u2(
            constants.method(
                plan.returned().owner(), plan.returned().name(), plan.returned().descriptor()));
      }
      int size = Instructions.length(bytes, start + pc, start);
      writeInstruction(out, pc, size, edit >>> 16);
      if ((edit & WOKEN) != 0) {
        call(out, "jdk");
      }
      copied = pc + size;
    }
    out.copy(bytes, start + copied, length - copied);
  }

  private void call(ByteOutput out, String poll) {
    out.u1(Instructions.INVOKESTATIC);
    out.u2(constants.method(MethodWeaver.POLL, poll, "()V"));
  }

  private void writeInstruction(ByteOutput out, int pc, int size, int standIn) {
    int at = start + pc;
    int opcode = bytes[at] & 0xFF;
    if (standIn != 0) {
      out.u1(Instructions.INVOKESTATIC);
      out.u2(standIn);
      return;
    }
    switch (Instructions.kind(opcode)) {
      case Instructions.JUMP -> {
        int offset = label(pc + (short) u2(bytes, at + 1)) - insn(pc);
        isFit &= offset == (short) offset;
        out.u1(opcode);
        out.u2(offset);
      }
      case Instructions.LONG_JUMP -> {
        out.u1(opcode);
        out.u4(label(pc + u4(bytes, at + 1)) - insn(pc));
      }
      case Instructions.SWITCH -> writeSwitch(out, pc, opcode);
      default -> out.copy(bytes, at, size);
    }
  }

  private void writeSwitch(ByteOutput out, int pc, int opcode) {
    int operands = Instructions.switchOperands(start + pc, start);
    int targets = Instructions.firstTarget(operands);
    int step = Instructions.targetStep(opcode);
    out.u1(opcode);
    for (int padding = 3 - (insn(pc) & 3); padding > 0; padding--) {
      out.u1(0);
    }
    out.u4(label(pc + u4(bytes, operands)) - insn(pc));
    out.copy(bytes, operands + 4, step == 4 ? 8 : 4);
    for (int i = Instructions.targetCount(bytes, opcode, operands); i > 0; i--) {
      // The key of a lookupswitch.
      out.copy(bytes, targets - (step - 4), step - 4);
      out.u4(label(pc + u4(bytes, targets)) - insn(pc));
      targets += step;
    }
  }

  // ---- tables -----------------------------------------------------------------------------------

  private void writeTables(ByteOutput out, int handlers) {
    int count = u2(bytes, handlers);
    out.u2(count);
    int at = handlers + 2;
    for (int i = 0; i < count; i++, at += 8) {
      out.u2(label(u2(bytes, at)));
      out.u2(label(u2(bytes, at + 2)));
      out.u2(label(u2(bytes, at + 4)));
      out.u2(u2(bytes, at + 6));
    }
    CodeTables tables = new CodeTables(scan, this, gate, constants);
    isFit &= tables.write(at, out, plan, runLineIsWanted() ? runLine(at) : RunLine.NONE);
  }

  private boolean runLineIsWanted() {
    return plan.gate() == Weaver.Gate.RUN && scan.className().equals("java/lang/Thread");
  }

  /** As {@link RunLine#of}. */
  private int runLine(int attributes) {
    int lastCall = -1;
    for (int pc = 0; pc < length; pc += Instructions.length(bytes, start + pc, start)) {
      int opcode = bytes[start + pc] & 0xFF;
      if (opcode >= Instructions.INVOKEVIRTUAL && opcode < Instructions.INVOKEDYNAMIC) {
        lastCall = pc;
      }
    }
    return lastCall < 0 ? RunLine.NONE : CodeTables.lineOf(scan, attributes, lastCall);
  }
}
