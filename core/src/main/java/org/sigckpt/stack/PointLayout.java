package org.sigckpt.stack;

import java.util.BitSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * What a frame that stands at one call holds: the verifier's type of every slot that must be
 * carried.
 *
 * <pre>
 *   slot   0 .. maxLocals-1   locals            (a wide value at its lower slot)
 *          maxLocals ..       operand stack, bottom first, without the arguments of the call
 *          then               one slot per monitor taken by monitorenter, in a RestartFrame only
 * </pre>
 *
 * @param call the invoke instruction in progress; one of {@code <clinit>} if it is {@link #again}
 * @param again whether the instruction has to be executed again: the class that it needs is being
 *     initialised, which pops nothing
 * @param types the state during the call, arguments popped; an object whose constructor is the call
 *     counts as initialised
 * @param carried the slots whose value must be carried: live locals, and all operands but
 *     uninitialised objects
 * @param monitors the monitorenter instructions whose monitors are held, outermost first
 * @param keepsReceiver whether local 0 is {@code this} all through the method
 * @param isUnconstructed whether a constructor stands there that has not come to {@code super()}
 */
record PointLayout(
    int index,
    MethodInsnNode call,
    boolean again,
    int maxLocals,
    Types types,
    BitSet carried,
    int[] monitors,
    boolean isInstance,
    boolean keepsReceiver,
    boolean isSynchronized,
    boolean isUnconstructed) {

  /**
   * @throws FrameNotCapturableException if a frame can't stand there, or can't be resumed there
   */
  static PointLayout of(MethodCode code, TypeFlow flow, int bci) {
    if (ResumePoint.isAgain(bci)) {
      return ofAgain(code, flow, code.indexOf(ResumePoint.again(bci)));
    }
    int index = code.indexOf(bci);
    MethodInsnNode call = index < 0 ? null : HandleCalls.callOf(code.instructions[index]);
    if (call == null) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture " + code.name() + " at bci " + bci + ": no call is in progress there.");
    }
    return of(code, index, call, false, duringCall(code, flow, index, call));
  }

  private static PointLayout ofAgain(MethodCode code, TypeFlow flow, int index) {
    AbstractInsnNode trigger = index < 0 ? null : code.instructions[index];
    if (trigger == null || !mayInitialise(trigger)) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture "
              + code.name()
              + ": a class is being initialised for a call whose arguments the VM does not tell.");
    }
    MethodInsnNode initialiser =
        new MethodInsnNode(Opcodes.INVOKESTATIC, code.owner, "<clinit>", "()V", false);
    return of(code, index, initialiser, true, reached(code, flow, index));
  }

  /** JVMS 5.5; of a static call the VM reports the operands without the arguments. */
  static boolean mayInitialise(AbstractInsnNode each) {
    return switch (each.getOpcode()) {
      case Opcodes.GETSTATIC, Opcodes.PUTSTATIC, Opcodes.NEW -> true;
      case Opcodes.INVOKESTATIC -> ((MethodInsnNode) each).desc.startsWith("()");
      default -> false;
    };
  }

  private static PointLayout of(
      MethodCode code, int index, MethodInsnNode call, boolean again, Types types) {
    return new PointLayout(
        index,
        call,
        again,
        code.node.maxLocals,
        types,
        carried(code, types, Liveness.of(code).at(index)),
        MonitorFlow.of(code).heldAt(index),
        !code.has(Opcodes.ACC_STATIC),
        keepsReceiver(code),
        code.has(Opcodes.ACC_SYNCHRONIZED),
        types.has(Opcodes.UNINITIALIZED_THIS));
  }

  int slotCount() {
    return maxLocals + types.stack().length;
  }

  /** Returns the type of a slot, locals first. */
  Object type(int slot) {
    return slot < maxLocals ? types.local(slot) : types.stack()[slot - maxLocals];
  }

  private static Types duringCall(MethodCode code, TypeFlow flow, int index, MethodInsnNode call) {
    Types before = reached(code, flow, index);
    int arguments = (Type.getArgumentsAndReturnSizes(call.desc) >> 2) - 1;
    int popped = arguments + (call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1);
    Types during = before.popping(popped);
    if (call.name.equals("<init>")) {
      Object target = before.stack()[before.stack().length - popped];
      String type = target instanceof Types.Uninit fresh ? fresh.type() : code.owner;
      during = during.replacing(target, type);
    }
    return during;
  }

  private static Types reached(MethodCode code, TypeFlow flow, int index) {
    Types before = flow.before(index);
    if (before == null) {
      throw FrameNotCapturableException.never(
          "Cannot capture " + code.name() + " at bci " + code.bcis[index] + ": dead code.");
    }
    return before;
  }

  private static BitSet carried(MethodCode code, Types types, BitSet live) {
    BitSet carried = new BitSet();
    for (int i = 0; i < types.locals().length; i++) {
      carried.set(i, live.get(i) && isCarried(types.local(i)));
    }
    // What called a constructor by reflection gets the object from its frame, dead or not.
    if (code.node.name.equals("<init>") && keepsReceiver(code)) {
      carried.set(0, isCarried(types.local(0)));
    }
    for (int i = 0; i < types.stack().length; i++) {
      carried.set(code.node.maxLocals + i, isCarried(types.stack()[i]));
    }
    return carried;
  }

  private static boolean isCarried(Object type) {
    return !type.equals(Opcodes.TOP) && !Types.isUninitialized(type);
  }

  private static boolean keepsReceiver(MethodCode code) {
    if (code.has(Opcodes.ACC_STATIC)) {
      return false;
    }
    for (var each : code.instructions) {
      if (each instanceof VarInsnNode variable
          && variable.var == 0
          && variable.getOpcode() >= Opcodes.ISTORE) {
        return false;
      }
    }
    return true;
  }
}
