package org.sigckpt.agent;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.sigckpt.agent.Weaver.Gate;
import org.sigckpt.agent.Weaver.MethodPlan;

/**
 * The first pass of the weaver: decides for every method what it gets.
 *
 * <p>Reads the class file directly. At the start of a JVM everything is interpreted; a second visit
 * by ASM of every class, just to find that most are to be left alone, was the greater part of the
 * start-up time. The reading order is that of JVMS §4.1; instructions are decoded only as far as
 * their length, branch targets and called methods.
 */
final class ClassScan {
  private static final int MONITORENTER = 194;
  private static final int JSR = 168;
  private static final int JSR_W = 201;
  private static final int TABLESWITCH = 170;
  private static final int WIDE = 196;

  /** Length of each instruction, by opcode; 0 for the two switches and {@code wide}. JVMS §6.5. */
  private static final String LENGTH =
      "11111111111111112323322222111111111111111111111111" // from 0
          + "11112222211111111111111111111111111111111111111111" // from 50
          + "11111111111111111111111111111111311111111111111111" // from 100
          + "11133333333333333332001111113333333553231133110433" // from 150
          + "55"; // from 200

  private static final byte[][] CALLED = {
    ascii("nanoTime"),
    ascii("sleep"),
    ascii("park"),
    ascii("wait"),
    ascii("notify"),
    ascii("notifyAll")
  };
  private static final byte[] CODE = ascii("Code");

  private static final byte UNKNOWN = 0;
  private static final byte ORDINARY = 1;
  private static final byte STAND_IN = 2;
  private static final byte PARK = 3;

  private final String className;
  private final boolean jdkClass;
  private final boolean jdkLoopsPoll;
  private final byte[] bytes;
  private final int[] constants;
  private final byte[] kinds;
  private final Map<String, MethodPlan> plans = new HashMap<>();
  private final String superName;
  private int at = 8;
  private boolean refersToStandIn;
  private boolean declaresSleep;

  private boolean hasInvoke;
  private boolean hasLoop;
  private boolean hasChange;
  private boolean hasSubroutine;

  ClassScan(String className, boolean jdkClass, byte[] bytes) {
    this.className = className;
    this.jdkClass = jdkClass;
    this.jdkLoopsPoll = jdkClass && Weaver.loopsPoll(className);
    this.bytes = bytes;
    this.constants = new int[u2(at)];
    this.kinds = new byte[constants.length];
    readConstants();
    int superClass = u2(at + 4);
    this.superName = superClass == 0 ? "" : utf8(u2(constants[superClass] + 1));
    at += 6;
    at += 2 + 2 * u2(at);
    readMembers(false);
    readMembers(true);
  }

  /** Returns the methods to change, by name and descriptor. */
  Map<String, MethodPlan> plans() {
    return plans;
  }

  /** Returns which calls are replaced in this class. */
  BlockingCalls calls() {
    return new BlockingCalls(
        superName.equals("java/lang/Thread") && !declaresSleep ? className : null);
  }

  // ---- constants: JVMS §4.4 ---------------------------------------------------------------------

  private void readConstants() {
    at += 2;
    boolean hasHandles = false;
    for (int i = 1; i < constants.length; i++) {
      constants[i] = at;
      int tag = bytes[at];
      switch (tag) {
        case 1 -> {
          int length = u2(at + 1);
          kinds[i] = isCalledName(at + 3, length) ? STAND_IN : ORDINARY;
          at += 3 + length;
        }
        case 5, 6 -> {
          at += 9;
          i++;
        }
        case 15 -> {
          hasHandles = true;
          at += 4;
        }
        case 7, 8, 16, 19, 20 -> at += 3;
        default -> at += 5;
      }
    }
    for (int i = 1; hasHandles && i < constants.length; i++) {
      if (constants[i] != 0 && bytes[constants[i]] == 15) {
        refersToStandIn |= kind(u2(constants[i] + 2)) == STAND_IN;
      }
    }
  }

  /** Returns what a method, named by its constant, means to the weaver. */
  private byte kind(int method) {
    if (kinds[method] == UNKNOWN) {
      kinds[method] = findKind(constants[method]);
    }
    return kinds[method];
  }

  private byte findKind(int reference) {
    int nameAndType = constants[u2(reference + 3)];
    int name = u2(nameAndType + 1);
    if (bytes[reference] == 9 || kinds[name] != STAND_IN) {
      return ORDINARY;
    }
    if (utf8(name).equals("park")) {
      String owner = utf8(u2(constants[u2(reference + 1)] + 1));
      return jdkClass && owner.equals(Weaver.PARK_OWNER) ? PARK : ORDINARY;
    }
    return STAND_IN;
  }

  private boolean isCalledName(int start, int length) {
    if (length < 4 || length > 9) {
      return false;
    }
    for (byte[] name : CALLED) {
      if (name.length == length && isText(start, name)) {
        return true;
      }
    }
    return false;
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
        if (methods && isCode(constants[u2(at)])) {
          code = at + 6;
        }
        at += 6 + u4(at + 2);
      }
      if (methods) {
        plan(u2(start), utf8(u2(start + 2)), u2(start + 4), code);
      }
    }
  }

  private boolean isCode(int name) {
    return u2(name + 1) == CODE.length && isText(name + 3, CODE);
  }

  private void plan(int access, String name, int descriptorIndex, int code) {
    declaresSleep |= name.equals("sleep");
    if (code == 0) {
      return;
    }
    readCode(code + 8, u4(code + 4));
    String descriptor = utf8(descriptorIndex);
    boolean recordsLambda =
        jdkClass
            && Weaver.isLambdaMetafactory(className)
            && name.equals("spinInnerClass")
            && descriptor.equals("()Ljava/lang/Class;");
    if (jdkClass && Weaver.isLambdaMetafactory(className) && !recordsLambda) {
      return;
    }
    if (isJdk(Weaver.LINKER)) {
      hasChange = name.equals("linkCallSiteImpl");
      hasLoop = false;
    }
    if (isJdk(Weaver.CLASS_DEFINER)) {
      hasChange = name.equals("defineClass") && descriptor.startsWith("(ZLjava/lang/Object;)");
      hasLoop = false;
    }
    boolean entryPoll =
        (access & Opcodes.ACC_SYNCHRONIZED) != 0
            || !jdkClass && !name.startsWith("<") && (hasInvoke || hasLoop);
    boolean loopPolls = hasLoop && (!jdkClass || jdkLoopsPoll);
    Gate gate = gate(access, name, descriptor);
    boolean isLeft = !entryPoll && !loopPolls && !hasChange && !hasSubroutine && !recordsLambda;
    if (!isLeft || gate != Gate.NONE) {
      plans.put(
          name + descriptor,
          new MethodPlan(
              descriptor, entryPoll, loopPolls, jdkClass, gate, recordsLambda, hasSubroutine));
    }
  }

  private Gate gate(int access, String name, String descriptor) {
    if ((access & Opcodes.ACC_STATIC) != 0) {
      return Gate.NONE;
    }
    if (name.equals("read") && isJdk("java/io/FileInputStream")) {
      return Gate.AWAIT_INPUT;
    }
    boolean extendsSomething = !superName.isEmpty() && !superName.equals("java/lang/Object");
    if (name.equals("run") && descriptor.equals("()V")) {
      return extendsSomething || isJdk("java/lang/Thread") ? Gate.RUN : Gate.NONE;
    }
    if (name.equals("loadClass")
        && descriptor.equals("(Ljava/lang/String;)Ljava/lang/Class;")
        && (access & Opcodes.ACC_PRIVATE) == 0) {
      return extendsSomething || isJdk("java/lang/ClassLoader") ? Gate.LOAD_CLASS : Gate.NONE;
    }
    return Gate.NONE;
  }

  private boolean isJdk(String name) {
    return jdkClass && className.equals(name);
  }

  // ---- code: JVMS §6.5 --------------------------------------------------------------------------

  private void readCode(int start, int length) {
    hasInvoke = false;
    hasLoop = false;
    hasChange = false;
    hasSubroutine = false;
    for (int pc = start, end = start + length; pc < end; ) {
      int opcode = bytes[pc] & 0xFF;
      hasSubroutine |= opcode == JSR || opcode == JSR_W;
      if (opcode >= 153 && opcode <= 168 || opcode == 198 || opcode == 199) {
        hasLoop |= (short) u2(pc + 1) <= 0;
      } else if (opcode >= 182 && opcode <= 186) {
        readInvoke(opcode, u2(pc + 1));
      } else if (opcode == 200 || opcode == 201) {
        hasLoop |= u4(pc + 1) <= 0;
      } else if (opcode == MONITORENTER) {
        hasChange = true;
      }
      int fixed = LENGTH.charAt(opcode) - '0';
      pc += fixed != 0 ? fixed : variableLength(opcode, pc, start);
    }
  }

  private void readInvoke(int opcode, int constant) {
    hasInvoke = true;
    hasChange |= opcode == 186 ? refersToStandIn : kind(constant) >= STAND_IN;
  }

  private int variableLength(int opcode, int pc, int start) {
    if (opcode == WIDE) {
      return bytes[pc + 1] == (byte) 132 ? 6 : 4;
    }
    int operands = pc + 4 - (pc - start & 3);
    hasLoop |= u4(operands) <= 0;
    boolean isTable = opcode == TABLESWITCH;
    int count = isTable ? u4(operands + 8) - u4(operands + 4) + 1 : u4(operands + 4);
    int targets = operands + 12;
    int step = isTable ? 4 : 8;
    for (int i = 0; i < count; i++) {
      hasLoop |= u4(targets + i * step) <= 0;
    }
    return operands + (isTable ? 12 : 8) + count * step - pc;
  }

  // ---- bytes ------------------------------------------------------------------------------------

  private boolean isText(int start, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (bytes[start + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** Names that matter here are ASCII; of others only difference matters. */
  private String utf8(int constant) {
    int offset = constants[constant];
    return new String(bytes, offset + 3, u2(offset + 1), StandardCharsets.UTF_8);
  }

  private int u2(int index) {
    return (bytes[index] & 0xFF) << 8 | bytes[index + 1] & 0xFF;
  }

  private int u4(int index) {
    return u2(index) << 16 | u2(index + 2);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
