package org.sigckpt.agent;

import static org.sigckpt.agent.Instructions.u2;

import java.nio.charset.StandardCharsets;

/**
 * The constants of a class file, and which of the methods they name matter to the weaver: JVMS
 * §4.4.
 */
final class ConstantPool {
  private static final int FIRST = 10;
  private static final int FIELD = 9;
  private static final int METHOD_HANDLE = 15;

  /** Of JavaLangAccess, from 21 on. */
  private static final String PARK_VIRTUAL = "parkVirtualThread";

  private static final byte[][] CALLED = {
    ascii("nanoTime"),
    ascii("sleep"),
    ascii("park"),
    ascii(PARK_VIRTUAL),
    ascii("wait"),
    ascii("notify"),
    ascii("notifyAll")
  };

  private static final int PARK_VIRTUAL_LENGTH = 17;

  private static final byte UNKNOWN = 0;
  private static final byte ORDINARY = 1;
  private static final byte STAND_IN = 2;
  private static final byte PARK = 3;

  private final byte[] bytes;
  private final boolean jdkClass;
  private final int[] starts;
  private final byte[] kinds;
  private final int end;
  private boolean hasCalledName;
  private boolean hasHandles;
  private boolean refersToStandIn;

  ConstantPool(byte[] bytes, boolean jdkClass) {
    this.bytes = bytes;
    this.jdkClass = jdkClass;
    this.starts = new int[u2(bytes, FIRST - 2)];
    this.kinds = new byte[starts.length];
    this.end = read();
    for (int i = 1; hasHandles && hasCalledName && i < starts.length; i++) {
      if (starts[i] != 0 && bytes[starts[i]] == METHOD_HANDLE) {
        refersToStandIn |= kind(u2(bytes, starts[i] + 2)) == STAND_IN;
      }
    }
  }

  /** Interpreted in every start of every program: no calls for what is frequent. */
  private int read() {
    byte[] in = bytes;
    int[] to = starts;
    int at = FIRST;
    for (int i = 1; i < to.length; i++) {
      to[i] = at;
      switch (in[at]) {
        case 1 -> {
          int length = (in[at + 1] & 0xFF) << 8 | in[at + 2] & 0xFF;
          if (length >= 4 && length <= 9 || length == PARK_VIRTUAL_LENGTH) {
            markCalledName(i, at + 3, length);
          }
          at += 3 + length;
        }
        case 5, 6 -> {
          at += 9;
          i++;
        }
        case METHOD_HANDLE -> {
          hasHandles = true;
          at += 4;
        }
        case 7, 8, 16, 19, 20 -> at += 3;
        default -> at += 5;
      }
    }
    return at;
  }

  private void markCalledName(int constant, int start, int length) {
    byte first = bytes[start];
    if (first != 'n' && first != 's' && first != 'p' && first != 'w') {
      return;
    }
    for (byte[] name : CALLED) {
      if (name.length == length && isText(bytes, start, name)) {
        kinds[constant] = STAND_IN;
        hasCalledName = true;
      }
    }
  }

  /** Returns the index behind the last constant. */
  int end() {
    return end;
  }

  /** Returns whether any method of a name that may be replaced is mentioned. */
  boolean hasCalledName() {
    return hasCalledName;
  }

  /** Returns whether a method handle constant may name a method that is replaced. */
  boolean refersToStandIn() {
    return refersToStandIn;
  }

  /** Returns whether calls of the method may be replaced or get a poll, going by its name. */
  boolean mayHaveStandIn(int method) {
    return hasCalledName && kind(method) >= STAND_IN;
  }

  boolean isPark(int method) {
    return hasCalledName && kind(method) == PARK;
  }

  private byte kind(int method) {
    if (kinds[method] == UNKNOWN) {
      kinds[method] = findKind(method);
    }
    return kinds[method];
  }

  private byte findKind(int method) {
    int name = u2(bytes, nameAndType(method) + 1);
    if (bytes[starts[method]] == FIELD || kinds[name] != STAND_IN) {
      return ORDINARY;
    }
    return switch (nameOf(method)) {
      case "park" -> parkIf(ownerOf(method).equals(Weaver.PARK_OWNER));
      case PARK_VIRTUAL -> parkIf(ownerOf(method).equals(Weaver.PARK_VIRTUAL_OWNER));
      default -> STAND_IN;
    };
  }

  private byte parkIf(boolean isOwner) {
    return jdkClass && isOwner ? PARK : ORDINARY;
  }

  String ownerOf(int method) {
    return className(u2(bytes, starts[method] + 1));
  }

  String nameOf(int method) {
    return utf8(u2(bytes, nameAndType(method) + 1));
  }

  String descriptorOf(int method) {
    return utf8(u2(bytes, nameAndType(method) + 3));
  }

  private int nameAndType(int method) {
    return starts[u2(bytes, starts[method] + 3)];
  }

  /** Returns the name of a class constant, or an empty text for none. */
  String className(int constant) {
    return constant == 0 ? "" : utf8(u2(bytes, starts[constant] + 1));
  }

  /** Names that matter here are ASCII; of others only difference matters. */
  String utf8(int constant) {
    int start = starts[constant];
    return new String(bytes, start + 3, u2(bytes, start + 1), StandardCharsets.UTF_8);
  }

  boolean isText(int constant, byte[] text) {
    int start = starts[constant];
    return u2(bytes, start + 1) == text.length && isText(bytes, start + 3, text);
  }

  private static boolean isText(byte[] bytes, int start, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (bytes[start + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
