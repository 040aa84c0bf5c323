package org.sigckpt.agent;

/** The instructions as far as the weaver looks at them: their kind and their length. JVMS §6.5. */
final class Instructions {
  static final int NOP = 0;
  static final int ILOAD_3 = 29;
  static final int ALOAD_0 = 42;
  static final int ALOAD_1 = 43;
  static final int POP = 87;
  static final int DUP = 89;
  static final int IFEQ = 153;
  static final int JSR = 168;
  static final int TABLESWITCH = 170;
  static final int LOOKUPSWITCH = 171;
  static final int ARETURN = 176;
  static final int RETURN = 177;
  static final int INVOKEVIRTUAL = 182;
  static final int INVOKESTATIC = 184;
  static final int INVOKEDYNAMIC = 186;
  static final int MONITORENTER = 194;
  static final int WIDE = 196;
  static final int IFNULL = 198;
  static final int IFNONNULL = 199;
  static final int GOTO_W = 200;
  static final int JSR_W = 201;

  static final int PLAIN = 0;

  /** With a branch offset of two bytes. */
  static final int JUMP = 1;

  static final int CALL = 2;
  static final int SWITCH = 3;
  static final int MONITOR = 4;

  /** With a branch offset of four bytes. */
  static final int LONG_JUMP = 5;

  /**
   * By opcode: the length, 0 for the two switches and {@code wide}, and in the high half the kind.
   */
  private static final byte[] TABLE = table();

  private Instructions() {}

  private static byte[] table() {
    String lengths =
        "11111111111111112323322222111111111111111111111111" // from 0
            + "11112222211111111111111111111111111111111111111111" // from 50
            + "11111111111111111111111111111111311111111111111111" // from 100
            + "11133333333333333332001111113333333553231133110433" // from 150
            + "55"; // from 200
    byte[] table = new byte[256];
    for (int i = 0; i < lengths.length(); i++) {
      table[i] = (byte) (kindOf(i) << 4 | lengths.charAt(i) - '0');
    }
    return table;
  }

  private static int kindOf(int opcode) {
    if (opcode >= IFEQ && opcode <= JSR || opcode == IFNULL || opcode == IFNONNULL) {
      return JUMP;
    }
    return switch (opcode) {
      case TABLESWITCH, LOOKUPSWITCH -> SWITCH;
      case MONITORENTER -> MONITOR;
      case GOTO_W, JSR_W -> LONG_JUMP;
      default -> opcode >= INVOKEVIRTUAL && opcode <= INVOKEDYNAMIC ? CALL : PLAIN;
    };
  }

  static int kind(int opcode) {
    return TABLE[opcode] >> 4;
  }

  /**
   * Returns the length of the instruction at an index of the class file.
   *
   * @param codeStart where its method's code begins, which the padding of switches refers to
   */
  static int length(byte[] bytes, int at, int codeStart) {
    int opcode = bytes[at] & 0xFF;
    int fixed = TABLE[opcode] & 15;
    if (fixed != 0) {
      return fixed;
    }
    if (opcode == WIDE) {
      return bytes[at + 1] == (byte) 132 ? 6 : 4;
    }
    int operands = switchOperands(at, codeStart);
    int fixedPart = opcode == TABLESWITCH ? 12 : 8;
    return operands - at + fixedPart + targetCount(bytes, opcode, operands) * targetStep(opcode);
  }

  /** Returns where the operands of a switch begin, behind the padding: the default target. */
  static int switchOperands(int at, int codeStart) {
    return at + 4 - (at - codeStart & 3);
  }

  /** Returns where the first target but the default stands. */
  static int firstTarget(int operands) {
    return operands + 12;
  }

  static int targetStep(int opcode) {
    return opcode == TABLESWITCH ? 4 : 8;
  }

  static int targetCount(byte[] bytes, int opcode, int operands) {
    return opcode == TABLESWITCH
        ? u4(bytes, operands + 8) - u4(bytes, operands + 4) + 1
        : u4(bytes, operands + 4);
  }

  /** Returns whether the instruction, no call, may go back to itself or before. */
  static boolean jumpsBackward(byte[] bytes, int at, int codeStart) {
    int opcode = bytes[at] & 0xFF;
    switch (kind(opcode)) {
      case JUMP:
        return (short) u2(bytes, at + 1) <= 0;
      case LONG_JUMP:
        return u4(bytes, at + 1) <= 0;
      case SWITCH:
        break;
      default:
        return false;
    }
    int operands = switchOperands(at, codeStart);
    boolean isBackward = u4(bytes, operands) <= 0;
    int target = firstTarget(operands);
    for (int i = targetCount(bytes, opcode, operands); i > 0; i--) {
      isBackward |= u4(bytes, target) <= 0;
      target += targetStep(opcode);
    }
    return isBackward;
  }

  static int u2(byte[] bytes, int index) {
    return (bytes[index] & 0xFF) << 8 | bytes[index + 1] & 0xFF;
  }

  static int u4(byte[] bytes, int index) {
    return u2(bytes, index) << 16 | u2(bytes, index + 2);
  }
}
