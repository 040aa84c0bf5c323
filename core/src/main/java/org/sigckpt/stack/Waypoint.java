package org.sigckpt.stack;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * A place that the way into a resume method has to pass.
 *
 * @param index the instruction: the first of the loop, or the one to be executed again
 * @param entry where the way enters: the same, or for a monitor the instruction that last had the
 *     lock object in one place only. The compilers know a local as the lock to be released only if
 *     it was copied from the operand of {@code monitorenter}, behind the last join of two paths
 * @param monitor for a monitor, its place in {@link PointLayout#monitors}
 * @param lockLocal for a monitor, the local that holds the lock object, or -1
 */
record Waypoint(Kind kind, int index, int entry, int monitor, int lockLocal) {
  enum Kind {
    /** The header of a loop around the point: entered here, the loop stays a loop. */
    LOOP,
    /** A monitorenter, whose monitor is held at the point. */
    MONITOR,
    /** A {@code new} whose object is not yet initialised at the point. */
    NEW
  }

  /** Whether the way enters with the lock object in its local, not on the stack. */
  boolean isLockInLocal() {
    return entry == index - 1;
  }

  boolean isExecuted() {
    return kind != Kind.LOOP;
  }

  /**
   * Returns the way to the point, in the order of execution.
   *
   * @throws FrameNotCapturableException if a path to the point avoids one of them
   */
  static List<Waypoint> towards(MethodCode code, TypeFlow flow, PointLayout layout) {
    LoopNest loops = new LoopNest(code);
    List<Integer> headers = loops.headersAround(layout.index());
    Set<Integer> fresh = newInstructions(layout);
    List<Waypoint> way = new ArrayList<>();
    int monitors = 0;
    int news = 0;
    for (int each : loops.dominatorsOf(layout.index())) {
      if (headers.contains(each)) {
        way.add(new Waypoint(Kind.LOOP, each, each, -1, -1));
      }
      if (monitors < layout.monitors().length && layout.monitors()[monitors] == each) {
        way.add(monitor(code, each, monitors++));
      }
      if (fresh.contains(each)) {
        way.add(new Waypoint(Kind.NEW, each, each, -1, -1));
        news++;
      }
    }
    if (monitors < layout.monitors().length || news < fresh.size()) {
      throw FrameNotCapturableException.never(
          "Cannot resume "
              + code.name()
              + " at bci "
              + code.bcis[layout.index()]
              + ": a path to it avoids the monitorenter or new it depends on.");
    }
    return way;
  }

  /** Recognises {@code dup; astore n; monitorenter} and {@code aload n; monitorenter}. */
  private static Waypoint monitor(MethodCode code, int index, int monitor) {
    int entry = index;
    int local = -1;
    if (index > 1
        && code.instructions[index - 1] instanceof VarInsnNode variable
        && !code.framed[index]) {
      boolean isCopied =
          variable.getOpcode() == Opcodes.ASTORE
              && code.instructions[index - 2].getOpcode() == Opcodes.DUP
              && !code.framed[index - 1];
      if (isCopied || variable.getOpcode() == Opcodes.ALOAD) {
        entry = isCopied ? index - 2 : index - 1;
        local = variable.var;
      }
    }
    return new Waypoint(Kind.MONITOR, index, entry, monitor, local);
  }

  private static Set<Integer> newInstructions(PointLayout layout) {
    Set<Integer> found = new HashSet<>();
    for (Object[] slots : List.of(layout.types().locals(), layout.types().stack())) {
      for (Object type : slots) {
        if (type instanceof Types.Uninit fresh) {
          found.add(fresh.newIndex());
        }
      }
    }
    return found;
  }
}
