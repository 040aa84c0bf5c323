package org.sigckpt.agent;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sigckpt.agent.ClassScan.PlannedMethod;

/**
 * Weaves a class file by editing its bytes: new constants go behind the old ones, the code of the
 * planned methods is written anew, and everything else is copied.
 *
 * <p>It makes the same class that {@link MethodWeaver} makes; a test compares the two over the
 * whole JDK. That one reads and writes whole classes with a library that the JVM would have to load
 * and interpret at the start of every program, this one costs a third of it. What is rare is left
 * to the other: subroutines, type annotations in code, jumps too long for two bytes, methods that
 * become too large.
 */
final class ClassPatch {
  private static final int MAX_CONSTANTS = 65535;
  private static final int HEADER = 10;

  /** Calls of these have stand-ins that no other class has. */
  private static final Set<String> RARE =
      Set.of(MethodWeaver.DATAGRAMS, Weaver.LINKER, Weaver.CLASS_DEFINER);

  private final ClassScan scan;
  private final byte[] bytes;
  private final ConstantTail constants;

  private ClassPatch(ClassScan scan) {
    this.scan = scan;
    this.bytes = scan.bytes();
    this.constants = new ConstantTail(Instructions.u2(bytes, HEADER - 2));
  }

  /** Returns the woven class file, or null where that is left to the other weaver. */
  static byte @Nullable [] apply(ClassScan scan) {
    return RARE.contains(scan.className()) ? null : new ClassPatch(scan).run();
  }

  private byte @Nullable [] run() {
    ByteOutput members = new ByteOutput(bytes.length + bytes.length / 8 + 256);
    int copied = scan.constants().end();
    for (PlannedMethod method : scan.planned()) {
      int code = method.code();
      members.copy(bytes, copied, code - copied);
      int start = members.size();
      if (!new CodePatch(scan, method, constants).writeTo(members)) {
        return null;
      }
      members.u4At(start - 4, members.size() - start);
      copied = code + Instructions.u4(bytes, code - 4);
    }
    members.copy(bytes, copied, bytes.length - copied);
    return constants.count() > MAX_CONSTANTS ? null : assemble(members);
  }

  private byte[] assemble(ByteOutput members) {
    int end = scan.constants().end();
    ByteOutput result = new ByteOutput(end + constants.bytes().size() + members.size());
    result.copy(bytes, 0, HEADER - 2);
    result.u2(constants.count());
    result.copy(bytes, HEADER, end - HEADER);
    result.copy(constants.bytes());
    result.copy(members);
    return result.toArray();
  }
}
