package org.sigckpt.agent;

import static org.sigckpt.agent.ConstantPool.ascii;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.sigckpt.agent.BlockingCalls.StandIn;
import org.sigckpt.agent.Weaver.Gate;
import org.sigckpt.agent.Weaver.MethodPlan;

/**
 * The first pass of the weaver: decides for every method what it gets.
 *
 * <p>Reads the class file directly. At the start of a JVM everything is interpreted; a visit by ASM
 * of every class, just to find that most are to be left alone, was the greater part of the start-up
 * time. The reading order is that of JVMS §4.1; instructions are decoded only as far as their
 * length, branch targets and called methods.
 */
final class ClassScan {
  private static final byte[] CODE = ascii("Code");
  private static final byte[] SLEEP = ascii("sleep");
  private static final byte[] READ = ascii("read");
  private static final byte[] RUN = ascii("run");
  private static final byte[] LOAD_CLASS = ascii("loadClass");
  private static final byte[] CLOSE = ascii("close");

  /** What closes sockets and pipes: the first two on 17, the last from 19 on. */
  private static final Set<String> CLOSING =
      Set.of(
          "sun/nio/ch/SocketDispatcher",
          "sun/nio/ch/DatagramDispatcher",
          "sun/nio/ch/UnixDispatcher");

  /** The first version without subroutines (JVMS §4.9.1). */
  private static final int JAVA_7 = 51;

  private final String className;
  private final boolean jdkClass;
  private final boolean jdkLoopsPoll;
  private final boolean onlyMonitorsMatter;
  private final Map<String, StandIn> returnedValues;
  private final byte[] bytes;
  private final ConstantPool constants;
  private final List<PlannedMethod> planned = new ArrayList<>();
  private final String superName;
  private int at;
  private boolean declaresSleep;

  private boolean hasInvoke;
  private boolean hasLoop;
  private boolean hasChange;
  private boolean hasSubroutine;

  ClassScan(String className, boolean jdkClass, byte[] bytes) {
    this.className = className;
    this.jdkClass = jdkClass;
    this.jdkLoopsPoll = jdkClass && Weaver.loopsPoll(className);
    this.returnedValues = jdkClass ? ReturnedValues.in(className) : Map.of();
    this.bytes = bytes;
    this.constants = new ConstantPool(bytes, jdkClass);
    this.onlyMonitorsMatter =
        jdkClass && !jdkLoopsPoll && !constants.hasCalledName() && u2(6) >= JAVA_7;
    this.at = constants.end();
    this.superName = constants.className(u2(at + 4));
    at += 6;
    at += 2 + 2 * u2(at);
    readMembers(false);
    readMembers(true);
  }

  /**
   * A method to change.
   *
   * @param code where the content of its Code attribute begins, behind name and length
   */
  record PlannedMethod(String name, MethodPlan plan, int code) {}

  /** Returns the methods to change, in the order of the class file. */
  List<PlannedMethod> planned() {
    return planned;
  }

  /** Returns the methods to change, by name and descriptor. */
  Map<String, MethodPlan> plans() {
    Map<String, MethodPlan> plans = new HashMap<>();
    for (PlannedMethod method : planned) {
      plans.put(method.name() + method.plan().descriptor(), method.plan());
    }
    return plans;
  }

  /** Returns which calls are replaced in this class. */
  BlockingCalls calls() {
    return new BlockingCalls(
        superName.equals("java/lang/Thread") && !declaresSleep ? className : null);
  }

  byte[] bytes() {
    return bytes;
  }

  ConstantPool constants() {
    return constants;
  }

  String className() {
    return className;
  }

  // ---- members: JVMS §4.5, §4.6 -----------------------------------------------------------------

  private void readMembers(boolean methods) {
    int count = u2(at);
    at += 2;
    for (int i = 0; i < count; i++) {
      int start = at;
      int attributes = u2(at + 6);
      at += 8;
      int code = 0;
      for (int j = 0; j < attributes; j++) {
        if (methods && code == 0 && constants.isText(u2(at), CODE)) {
          code = at + 6;
        }
        at += 6 + u4(at + 2);
      }
      if (methods) {
        declaresSleep |= constants.isText(u2(start + 2), SLEEP);
      }
      if (code != 0) {
        plan(u2(start), u2(start + 2), u2(start + 4), code);
      }
    }
  }

  private void plan(int access, int nameIndex, int descriptorIndex, int code) {
    readCode(code + 8, u4(code + 4));
    StandIn returned = returned(nameIndex);
    if (returned == null && jdkClass && Weaver.isLambdaMetafactory(className)) {
      return;
    }
    if (isJdk(Weaver.LINKER)) {
      hasChange = constants.utf8(nameIndex).equals("linkCallSiteImpl");
      hasLoop = false;
    }
    if (isJdk(Weaver.CLASS_DEFINER)) {
      hasChange =
          constants.utf8(nameIndex).equals("defineClass")
              && constants.utf8(descriptorIndex).startsWith("(ZLjava/lang/Object;)");
      hasLoop = false;
    }
    boolean isSynchronized = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
    boolean loopPolls = hasLoop && (!jdkClass || jdkLoopsPoll);
    boolean entryPolls = isSynchronized || !jdkClass && (hasInvoke || hasLoop);
    Gate gate = gate(access, nameIndex, descriptorIndex);
    if (!entryPolls
        && !loopPolls
        && !hasChange
        && !hasSubroutine
        && returned == null
        && gate == Gate.NONE) {
      return;
    }
    String name = constants.utf8(nameIndex);
    boolean entryPoll = isSynchronized || entryPolls && name.charAt(0) != '<';
    if (entryPoll
        || loopPolls
        || hasChange
        || hasSubroutine
        || returned != null
        || gate != Gate.NONE) {
      MethodPlan plan =
          new MethodPlan(
              constants.utf8(descriptorIndex),
              entryPoll,
              loopPolls,
              jdkClass,
              gate,
              returned,
              hasSubroutine);
      planned.add(new PlannedMethod(name, plan, code));
    }
  }

  private @Nullable StandIn returned(int nameIndex) {
    return returnedValues.isEmpty() ? null : returnedValues.get(constants.utf8(nameIndex));
  }

  private Gate gate(int access, int name, int descriptor) {
    if ((access & Opcodes.ACC_STATIC) != 0) {
      return Gate.NONE;
    }
    if (isJdk("java/io/FileInputStream") && constants.isText(name, READ)) {
      return Gate.AWAIT_INPUT;
    }
    if (constants.isText(name, RUN) && constants.utf8(descriptor).equals("()V")) {
      return extendsSomething() || isJdk("java/lang/Thread") ? Gate.RUN : Gate.NONE;
    }
    if (constants.isText(name, LOAD_CLASS)
        && constants.utf8(descriptor).equals("(Ljava/lang/String;)Ljava/lang/Class;")
        && (access & Opcodes.ACC_PRIVATE) == 0) {
      return extendsSomething() || isJdk("java/lang/ClassLoader") ? Gate.LOAD_CLASS : Gate.NONE;
    }
    return jdkClass
            && CLOSING.contains(className)
            && constants.isText(name, CLOSE)
            && constants.utf8(descriptor).equals(GateCode.CLOSE_DESCRIPTOR)
        ? Gate.CLOSE
        : Gate.NONE;
  }

  private boolean extendsSomething() {
    return !superName.isEmpty() && !superName.equals("java/lang/Object");
  }

  private boolean isJdk(String name) {
    return jdkClass && className.equals(name);
  }

  // ---- code: JVMS §6.5 --------------------------------------------------------------------------

  /**
   * Where only monitors matter, as in most classes of the JDK, code without exception handlers is
   * not looked at: the compiler protects what it does inside a monitor, to release it.
   */
  private void readCode(int start, int length) {
    hasInvoke = false;
    hasLoop = false;
    hasChange = false;
    hasSubroutine = false;
    if (onlyMonitorsMatter && u2(start + length) == 0) {
      return;
    }
    for (int pc = start; pc < start + length; ) {
      int opcode = bytes[pc] & 0xFF;
      switch (Instructions.kind(opcode)) {
        case Instructions.PLAIN -> {}
        case Instructions.JUMP -> {
          hasLoop |= (short) u2(pc + 1) <= 0;
          hasSubroutine |= opcode == Instructions.JSR;
        }
        case Instructions.CALL -> readInvoke(opcode, u2(pc + 1));
        case Instructions.SWITCH -> hasLoop |= Instructions.jumpsBackward(bytes, pc, start);
        case Instructions.MONITOR -> hasChange = true;
        default -> {
          hasLoop |= u4(pc + 1) <= 0;
          hasSubroutine |= opcode == Instructions.JSR_W;
        }
      }
      pc += Instructions.length(bytes, pc, start);
    }
  }

  private void readInvoke(int opcode, int constant) {
    hasInvoke = true;
    hasChange |=
        opcode == Instructions.INVOKEDYNAMIC
            ? constants.refersToStandIn()
            : constants.mayHaveStandIn(constant);
  }

  private int u2(int index) {
    return Instructions.u2(bytes, index);
  }

  private int u4(int index) {
    return Instructions.u4(bytes, index);
  }
}
