package org.sigckpt.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Names the variables of a resume method as the VM names those of the original.
 *
 * <p>The message of a {@code NullPointerException} says which variable was null. Where the class
 * file has no names the VM makes them of numbers: {@code <parameter2>} is the second parameter as
 * long as the code before has not written it, {@code <local5>} is any other slot 5 (JEP 358). In a
 * resume method the slots are others and nothing is a parameter. But the name in a table of
 * variables may be any text, so each piece of code between two loads of a slot gets an entry with
 * the name that the VM would have found. Class files from before Java 5 may have Java's identifiers
 * only; there those that the VM makes are left out.
 */
final class VariableNames {
  private final MethodCode code;
  private final int shift;
  private final long[] written;
  private final Map<Integer, LocalVariableNode> latest = new HashMap<>();
  private final List<LocalVariableNode> all = new ArrayList<>();

  private VariableNames(MethodCode code, int shift) {
    this.code = code;
    this.shift = shift;
    this.written = writtenBefore(code);
  }

  /**
   * Returns the table for the copied loads that stand in {@code out}.
   *
   * @param indexes for each copied instruction, that of the original
   * @param shift added to the numbers of the original's slots
   */
  static List<LocalVariableNode> of(
      MethodCode code, Map<AbstractInsnNode, Integer> indexes, InsnList out, int shift) {
    VariableNames names = new VariableNames(code, shift);
    for (AbstractInsnNode each : out.toArray()) {
      if (each instanceof VarInsnNode load
          && (load.getOpcode() == Opcodes.ALOAD || load.getOpcode() == Opcodes.ILOAD)
          && indexes.containsKey(load)) {
        names.add(load, indexes.get(load), out);
      }
    }
    return names.all;
  }

  private void add(VarInsnNode load, int index, InsnList out) {
    String name = nameOf(load.var - shift, index);
    if (name.startsWith("<") && code.version < Opcodes.V1_5) {
      return;
    }
    LocalVariableNode last = latest.get(load.var);
    LabelNode end = new LabelNode();
    out.insert(load, end);
    if (last != null && last.name.equals(name)) {
      last.end = end;
      return;
    }
    LabelNode start = new LabelNode();
    out.insertBefore(load, start);
    String descriptor = load.getOpcode() == Opcodes.ILOAD ? "I" : "Ljava/lang/Object;";
    LocalVariableNode entry = new LocalVariableNode(name, descriptor, null, start, end, load.var);
    latest.put(load.var, entry);
    all.add(entry);
  }

  private String nameOf(int slot, int index) {
    if (code.node.localVariables != null) {
      for (LocalVariableNode each : code.node.localVariables) {
        if (each.index == slot
            && code.indexOf(each.start) <= index
            && index < code.indexOf(each.end)) {
          return each.name;
        }
      }
    }
    if (slot < Long.SIZE && (written[index] & bit(slot)) == 0) {
      int first = code.has(Opcodes.ACC_STATIC) ? 0 : 1;
      if (slot < first) {
        return "this";
      }
      int number = 1;
      for (Type each : Type.getArgumentTypes(code.node.desc)) {
        if (slot >= first && slot < first + each.getSize()) {
          return "<parameter" + number + ">";
        }
        number++;
        first += each.getSize();
      }
    }
    return "<local" + slot + ">";
  }

  /** Returns the slots that the code before an instruction has written, as the VM looks at it. */
  private static long[] writtenBefore(MethodCode code) {
    long[] written = new long[code.instructions.length];
    for (int i = 0; i < written.length; i++) {
      long after = written[i];
      int opcode = code.instructions[i].getOpcode();
      if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
        after |= bit(((VarInsnNode) code.instructions[i]).var);
      }
      for (int next : code.successors[i]) {
        if (next > i && next < written.length) {
          written[next] |= after;
        }
      }
    }
    return written;
  }

  /** The VM takes slots beyond 63 for written. */
  private static long bit(int slot) {
    return slot < Long.SIZE ? 1L << slot : 0;
  }
}
