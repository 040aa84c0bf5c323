package org.sigckpt.stack;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/** Removes the code of a method that can't be reached from its entry. */
final class Pruning {
  private final MethodNode method;
  private final Set<AbstractInsnNode> reached = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<AbstractInsnNode> work = new ArrayDeque<>();

  private Pruning(MethodNode method) {
    this.method = method;
  }

  static void prune(MethodNode method) {
    Pruning pruning = new Pruning(method);
    pruning.reach(method.instructions.getFirst());
    pruning.followAll();
    while (pruning.reachHandlers()) {
      pruning.followAll();
    }
    pruning.removeRest();
  }

  private void reach(AbstractInsnNode target) {
    if (target != null && reached.add(target)) {
      work.add(target);
    }
  }

  private void followAll() {
    while (!work.isEmpty()) {
      follow(work.remove());
    }
  }

  private void follow(AbstractInsnNode each) {
    int opcode = MethodCode.asRead(each.getOpcode());
    if (each instanceof JumpInsnNode jump) {
      reach(jump.label);
    } else if (each instanceof TableSwitchInsnNode table) {
      reach(table.dflt);
      reachAll(table.labels);
    } else if (each instanceof LookupSwitchInsnNode lookup) {
      reach(lookup.dflt);
      reachAll(lookup.labels);
    }
    boolean ends =
        opcode == Opcodes.GOTO
            || opcode == Opcodes.ATHROW
            || opcode >= Opcodes.TABLESWITCH && opcode <= Opcodes.RETURN;
    if (!ends) {
      reach(each.getNext());
    }
  }

  private void reachAll(List<LabelNode> labels) {
    for (LabelNode each : labels) {
      reach(each);
    }
  }

  private boolean reachHandlers() {
    for (TryCatchBlockNode each : method.tryCatchBlocks) {
      if (!reached.contains(each.handler) && coversSomething(each)) {
        reach(each.handler);
      }
    }
    return !work.isEmpty();
  }

  private boolean coversSomething(TryCatchBlockNode block) {
    for (AbstractInsnNode each = block.start; each != block.end; each = each.getNext()) {
      if (each.getOpcode() >= 0 && reached.contains(each)) {
        return true;
      }
    }
    return false;
  }

  private void removeRest() {
    List<AbstractInsnNode> all = List.of(method.instructions.toArray());
    boolean isNextReached = true;
    for (int i = all.size() - 1; i >= 0; i--) {
      AbstractInsnNode each = all.get(i);
      if (each.getOpcode() >= 0) {
        isNextReached = reached.contains(each);
      }
      boolean isPart = each.getOpcode() >= 0 || each instanceof FrameNode;
      if (!isNextReached && isPart && !(each instanceof LabelNode)) {
        method.instructions.remove(each);
      }
    }
    for (TryCatchBlockNode block : List.copyOf(method.tryCatchBlocks)) {
      if (!coversSomething(block)) {
        method.tryCatchBlocks.remove(block);
      }
    }
  }
}
