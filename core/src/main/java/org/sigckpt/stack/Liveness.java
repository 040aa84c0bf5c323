package org.sigckpt.stack;

import java.util.BitSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Which locals may still be read, by the lower slot of wide ones: a backward data flow. */
final class Liveness {
  private final MethodCode code;
  private final BitSet[] before;

  private Liveness(MethodCode code) {
    this.code = code;
    this.before = new BitSet[code.instructions.length];
    for (int i = 0; i < before.length; i++) {
      before[i] = new BitSet();
    }
  }

  static Liveness of(MethodCode code) {
    Liveness result = new Liveness(code);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = code.instructions.length - 1; i >= 0; i--) {
        changed |= result.update(i);
      }
    }
    return result;
  }

  /** Returns the locals that are live before the instruction; for a call also during it. */
  BitSet at(int index) {
    return before[index];
  }

  private boolean update(int index) {
    BitSet live = new BitSet();
    for (int successor : code.successors[index]) {
      live.or(before[successor]);
    }
    AbstractInsnNode each = code.instructions[index];
    if (each instanceof VarInsnNode variable) {
      boolean isStore = variable.getOpcode() >= Opcodes.ISTORE;
      live.set(variable.var, !isStore);
    } else if (each instanceof IincInsnNode increment) {
      live.set(increment.var);
    }
    for (int block : code.handlers[index]) {
      live.or(before[code.handlerIndex(block)]);
    }
    boolean changed = !live.equals(before[index]);
    before[index] = live;
    return changed;
  }
}
