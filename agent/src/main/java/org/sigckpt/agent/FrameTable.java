package org.sigckpt.agent;

import static org.sigckpt.agent.Instructions.u2;

import org.jspecify.annotations.Nullable;

/**
 * Writes a StackMapTable anew, whose instructions have moved: JVMS §4.7.4. A frame tells its
 * position as the distance to the frame before it, less one.
 */
final class FrameTable {
  private static final int SAME_LOCALS_1 = 64;
  private static final int FIRST_UNUSED = 128;
  private static final int SAME_LOCALS_1_EXTENDED = 247;
  private static final int FIRST_CHOP = 248;
  private static final int SAME_EXTENDED = 251;
  private static final int FULL = 255;
  private static final int OBJECT = 7;
  private static final int UNINITIALIZED = 8;

  private final byte[] bytes;
  private final CodePatch code;
  private int at;
  private int last = -1;

  FrameTable(byte[] bytes, CodePatch code) {
    this.bytes = bytes;
    this.code = code;
  }

  /** Writes a table of the gate's frame alone. */
  static void writeOnly(GateCode gate, ByteOutput out) {
    out.u2(1);
    writeGate(gate, out);
  }

  private static void writeGate(GateCode gate, ByteOutput out) {
    if (gate.frameItem() == 0) {
      out.u1(gate.frameAt());
    } else {
      out.u1(SAME_LOCALS_1 + gate.frameAt());
      out.u1(OBJECT);
      out.u2(gate.frameItem());
    }
  }

  /**
   * Writes the table.
   *
   * @param content where the old one's count of frames stands
   * @param gate brings the first frame, or null
   */
  void write(int content, ByteOutput out, @Nullable GateCode gate) {
    int count = u2(bytes, content);
    at = content + 2;
    out.u2(gate == null ? count : count + 1);
    if (gate != null) {
      writeGate(gate, out);
      last = gate.frameAt();
    }
    int pc = -1;
    for (int i = 0; i < count; i++) {
      pc = writeFrame(out, pc);
    }
  }

  /**
   * @param previous the old position of the frame before this
   * @return that of this frame
   */
  private int writeFrame(ByteOutput out, int previous) {
    int type = bytes[at++] & 0xFF;
    if (type < SAME_LOCALS_1) {
      int pc = previous + 1 + type;
      writeHead(out, delta(pc), 0, SAME_EXTENDED);
      return pc;
    }
    if (type < FIRST_UNUSED) {
      int pc = previous + 1 + type - SAME_LOCALS_1;
      writeHead(out, delta(pc), SAME_LOCALS_1, SAME_LOCALS_1_EXTENDED);
      copyTypes(out, 1);
      return pc;
    }
    int pc = previous + 1 + u2(bytes, at);
    at += 2;
    int delta = delta(pc);
    if (type == SAME_LOCALS_1_EXTENDED) {
      writeHead(out, delta, SAME_LOCALS_1, SAME_LOCALS_1_EXTENDED);
      copyTypes(out, 1);
    } else if (type == SAME_EXTENDED) {
      writeHead(out, delta, 0, SAME_EXTENDED);
    } else {
      out.u1(type);
      out.u2(delta);
      if (type == FULL) {
        copyList(out);
        copyList(out);
      } else if (type > SAME_EXTENDED) {
        copyTypes(out, type - SAME_EXTENDED);
      } else if (type < FIRST_CHOP) {
        throw new IllegalArgumentException("stack map frame of type " + type);
      }
    }
    return pc;
  }

  private int delta(int pc) {
    int position = code.label(pc);
    int delta = position - last - 1;
    last = position;
    return delta;
  }

  private static void writeHead(ByteOutput out, int delta, int shortType, int extendedType) {
    if (delta < SAME_LOCALS_1) {
      out.u1(shortType + delta);
    } else {
      out.u1(extendedType);
      out.u2(delta);
    }
  }

  private void copyList(ByteOutput out) {
    int count = u2(bytes, at);
    at += 2;
    out.u2(count);
    copyTypes(out, count);
  }

  private void copyTypes(ByteOutput out, int count) {
    for (int i = 0; i < count; i++) {
      int tag = bytes[at++];
      out.u1(tag);
      if (tag == OBJECT) {
        out.u2(u2(bytes, at));
        at += 2;
      } else if (tag == UNINITIALIZED) {
        out.u2(code.insn(u2(bytes, at)));
        at += 2;
      }
    }
  }
}
