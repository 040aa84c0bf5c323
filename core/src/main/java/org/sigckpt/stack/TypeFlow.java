package org.sigckpt.stack;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The verifier's types before every instruction of a method, without loading a class.
 *
 * <p>Where the class file has stack map frames they are taken as they are, and a straight run fills
 * the gaps: the result is exactly what the verifier computes. Older class files get a data flow
 * whose join of two different classes is a {@link Types.Merged}.
 */
final class TypeFlow {
  private final MethodCode code;
  private final Types[] before;
  private final Simulation simulation;

  private TypeFlow(MethodCode code) {
    this.code = code;
    this.before = new Types[code.instructions.length];
    this.simulation = new Simulation(code);
  }

  /**
   * @throws FrameNotCapturableException if the method uses jsr or ret
   */
  static TypeFlow of(MethodCode code) {
    for (AbstractInsnNode each : code.instructions) {
      if (each.getOpcode() == Opcodes.JSR || each.getOpcode() == Opcodes.RET) {
        throw FrameNotCapturableException.never(
            "Cannot resume " + code.name() + ": its class file uses jsr/ret.");
      }
    }
    TypeFlow flow = new TypeFlow(code);
    if (code.withoutFrames()) {
      flow.infer();
    } else {
      flow.followFrames();
    }
    return flow;
  }

  /** Returns the types before the instruction, or null if it can't be reached. */
  Types before(int index) {
    return before[index];
  }

  /** Returns the types directly after the instruction, before any join. */
  Types after(int index) {
    simulation.set(before[index]);
    simulation.step(code.instructions[index], index);
    return simulation.get();
  }

  private void followFrames() {
    int index = 0;
    for (AbstractInsnNode each = code.node.instructions.getFirst();
        each != null;
        each = each.getNext()) {
      if (each instanceof FrameNode frame) {
        simulation.set(new Types(slots(frame.local), slots(frame.stack)));
      } else if (each.getOpcode() >= 0) {
        before[index] = simulation.get();
        if (before[index] != null) {
          simulation.step(each, index);
        }
        index++;
      }
    }
  }

  private Object[] slots(List<Object> frameTypes) {
    List<Object> result = new ArrayList<>();
    for (Object type : frameTypes) {
      if (type instanceof LabelNode label) {
        int index = code.indexOf(label);
        result.add(new Types.Uninit(index, ((TypeInsnNode) code.instructions[index]).desc));
      } else {
        result.add(type);
        if (Types.isWide(type)) {
          result.add(Opcodes.TOP);
        }
      }
    }
    return result.toArray();
  }

  private void infer() {
    Deque<Integer> work = new ArrayDeque<>();
    before[0] = simulation.get();
    work.add(0);
    while (!work.isEmpty()) {
      int index = work.remove();
      for (int block : code.handlers[index]) {
        String type = code.node.tryCatchBlocks.get(block).type;
        Object[] stack = {type == null ? "java/lang/Throwable" : type};
        flowTo(code.handlerIndex(block), new Types(before[index].locals(), stack), work);
      }
      if (code.successors[index].length > 0) {
        simulation.set(before[index]);
        simulation.stepWithinBlock(code.instructions[index], index);
        Types after = simulation.get();
        for (int successor : code.successors[index]) {
          flowTo(successor, after, work);
        }
      }
    }
  }

  private void flowTo(int index, Types incoming, Deque<Integer> work) {
    Types old = before[index];
    before[index] = old == null ? incoming : old.merge(incoming);
    if (before[index] != old) {
      work.add(index);
    }
  }

  /** ASM's simulation of single instructions, with our own idea of what {@code new} makes. */
  private static final class Simulation extends AnalyzerAdapter {
    private final String owner;

    Simulation(MethodCode code) {
      super(Opcodes.ASM9, code.owner, code.node.access, code.node.name, code.node.desc, null);
      this.owner = code.owner;
    }

    void set(Types types) {
      locals = types == null ? null : new ArrayList<>(Arrays.asList(types.locals()));
      stack = types == null ? null : new ArrayList<>(Arrays.asList(types.stack()));
    }

    Types get() {
      return locals == null ? null : Types.of(locals, stack);
    }

    void step(AbstractInsnNode insn, int index) {
      if (insn.getOpcode() == Opcodes.NEW) {
        stack.add(new Types.Uninit(index, ((TypeInsnNode) insn).desc));
      } else if (insn.getOpcode() == Opcodes.INVOKESPECIAL
          && ((MethodInsnNode) insn).name.equals("<init>")) {
        initialize((MethodInsnNode) insn);
      } else {
        Object merged = mergedArray(insn);
        insn.accept(this);
        if (merged instanceof Types.Merged array) {
          stack.set(stack.size() - 1, array.element());
        }
      }
    }

    /** Steps, but keeps the state after a goto or switch. */
    void stepWithinBlock(AbstractInsnNode insn, int index) {
      int opcode = insn.getOpcode();
      if (opcode == Opcodes.TABLESWITCH || opcode == Opcodes.LOOKUPSWITCH) {
        stack.remove(stack.size() - 1);
      } else if (opcode != Opcodes.GOTO) {
        step(insn, index);
      }
    }

    private void initialize(MethodInsnNode call) {
      int arguments = (Type.getArgumentsAndReturnSizes(call.desc) >> 2) - 1;
      int top = stack.size() - arguments - 1;
      Object target = stack.get(top);
      stack.subList(top, stack.size()).clear();
      String type = target instanceof Types.Uninit fresh ? fresh.type() : owner;
      Collections.replaceAll(locals, target, type);
      Collections.replaceAll(stack, target, type);
    }

    /** ASM knows the elements of arrays only by the name of one. */
    private Object mergedArray(AbstractInsnNode insn) {
      return insn.getOpcode() == Opcodes.AALOAD ? stack.get(stack.size() - 2) : null;
    }
  }
}
