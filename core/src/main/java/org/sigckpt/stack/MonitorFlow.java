package org.sigckpt.stack;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.objectweb.asm.Opcodes;

/**
 * Which {@code monitorenter} instructions have their monitor held before each instruction.
 *
 * <p>The same structured-locking analysis the compilers make (GenerateOopMap in HotSpot): paths
 * that meet must hold the monitors of the same instructions. An exception goes to the first handler
 * that takes it, so none gets past a handler for anything, as javac puts one around each
 * synchronized block, to a catch clause outside the block. A monitorexit throws nothing here, or
 * else the handler, which exits the monitor too, would not fit.
 */
final class MonitorFlow {
  private static final int[] CONFLICT = {-1};

  private final MethodCode code;
  private final int[][] held;

  private MonitorFlow(MethodCode code) {
    this.code = code;
    this.held = new int[code.instructions.length][];
  }

  static MonitorFlow of(MethodCode code) {
    MonitorFlow flow = new MonitorFlow(code);
    boolean any = false;
    for (var each : code.instructions) {
      any |= each.getOpcode() == Opcodes.MONITORENTER;
    }
    if (any) {
      flow.run();
    } else {
      Arrays.fill(flow.held, new int[0]);
    }
    return flow;
  }

  /**
   * Returns the numbers of the monitorenter instructions, outermost first.
   *
   * @throws FrameNotCapturableException if they are not the same on all paths
   */
  int[] heldAt(int index) {
    if (held[index] == CONFLICT) {
      throw FrameNotCapturableException.never(
          "Cannot resume "
              + code.name()
              + " at bci "
              + code.bcis[index]
              + ": its monitors are not block-structured.");
    }
    return held[index];
  }

  private void run() {
    Deque<Integer> work = new ArrayDeque<>();
    flowTo(0, new int[0], work);
    while (!work.isEmpty()) {
      int index = work.remove();
      if (canThrow(code.instructions[index].getOpcode())) {
        flowToHandlers(index, work);
      }
      int[] after = after(index);
      for (int successor : code.successors[index]) {
        flowTo(successor, after, work);
      }
    }
  }

  private void flowToHandlers(int index, Deque<Integer> work) {
    for (int block : code.handlers[index]) {
      flowTo(code.handlerIndex(block), held[index], work);
      if (code.catchesAll(block)) {
        return;
      }
    }
  }

  private static boolean canThrow(int opcode) {
    return switch (opcode) {
      case Opcodes.LDC,
          Opcodes.IDIV,
          Opcodes.LDIV,
          Opcodes.IREM,
          Opcodes.LREM,
          Opcodes.ATHROW,
          Opcodes.CHECKCAST,
          Opcodes.INSTANCEOF,
          Opcodes.MONITORENTER,
          Opcodes.MULTIANEWARRAY ->
          true;
      default ->
          opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD
              || opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE
              || opcode >= Opcodes.GETSTATIC && opcode <= Opcodes.ARRAYLENGTH;
    };
  }

  private int[] after(int index) {
    int[] now = held[index];
    int opcode = code.instructions[index].getOpcode();
    if (now == CONFLICT) {
      return now;
    }
    if (opcode == Opcodes.MONITORENTER) {
      int[] more = Arrays.copyOf(now, now.length + 1);
      more[now.length] = index;
      return more;
    }
    if (opcode == Opcodes.MONITOREXIT) {
      return now.length == 0 ? CONFLICT : Arrays.copyOf(now, now.length - 1);
    }
    return now;
  }

  private void flowTo(int index, int[] incoming, Deque<Integer> work) {
    int[] old = held[index];
    if (old == null) {
      held[index] = incoming;
    } else if (old != CONFLICT && !Arrays.equals(old, incoming)) {
      held[index] = CONFLICT;
    } else {
      return;
    }
    work.add(index);
  }
}
