package org.sigckpt.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * One method body as a graph of numbered instructions.
 *
 * <p>Instruction {@code i} is the i-th real one (labels, frames and line numbers are not counted);
 * {@code bcis[i]} is its index in the class file. Every other class of this package that analyses
 * or rewrites code speaks of instructions by this number.
 */
final class MethodCode {
  /** Jumps in a resume method of less original code than this need two bytes. */
  private static final int NEAR_BYTES = 1 << 14;

  /** JVMS 6.5; ASM writes it as it is, and reads it as {@code GOTO}. */
  private static final int GOTO_W = 200;

  final String owner;
  final int version;
  final boolean inInterface;
  final Set<String> finalFields;
  final MethodNode node;
  final AbstractInsnNode[] instructions;
  final int[] bcis;
  final int[] lines;

  /** Whether instruction i has a stack map frame of its own. */
  final boolean[] framed;

  /** The instructions that may follow i without an exception. */
  final int[][] successors;

  /** The try blocks that cover i, in table order. */
  final int[][] handlers;

  private final Map<LabelNode, Integer> positions = new HashMap<>();

  private MethodCode(Header header, CodeNode node) {
    this.owner = header.owner;
    this.version = header.version;
    this.inInterface = header.inInterface;
    this.finalFields = header.finalFields;
    this.node = node;
    List<AbstractInsnNode> real = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    List<Integer> lineList = new ArrayList<>();
    Set<Integer> frames = new HashSet<>();
    int mark = 0;
    int position = 0;
    int line = -1;
    for (AbstractInsnNode each = node.instructions.getFirst();
        each != null;
        each = each.getNext()) {
      if (each instanceof LabelNode label) {
        positions.put(label, real.size());
      } else if (each instanceof LineNumberNode number) {
        line = number.line;
      } else if (each instanceof FrameNode) {
        frames.add(real.size());
      } else {
        while (mark + 1 < node.marks.size() && node.marks.get(mark + 1)[0] <= position) {
          mark++;
        }
        real.add(each);
        offsets.add(node.marks.get(mark)[1]);
        lineList.add(line);
      }
      position++;
    }
    instructions = real.toArray(new AbstractInsnNode[0]);
    bcis = toArray(offsets);
    lines = toArray(lineList);
    framed = new boolean[instructions.length];
    for (int index : frames) {
      if (index < framed.length) {
        framed[index] = true;
      }
    }
    successors = new int[instructions.length][];
    handlers = new int[instructions.length][];
    for (int i = 0; i < instructions.length; i++) {
      successors[i] = findSuccessors(i);
      handlers[i] = findHandlers(i);
    }
  }

  /**
   * Reads one method.
   *
   * @return null if the class has no such method, or the method has no code
   */
  static MethodCode read(byte[] classFile, String name, String descriptor) {
    CodeReader reader = new CodeReader(classFile);
    Header header = new Header(reader, name, descriptor);
    reader.accept(header, ClassReader.EXPAND_FRAMES);
    CodeNode node = reader.node;
    return node == null || node.instructions.size() == 0 ? null : new MethodCode(header, node);
  }

  /** Returns the opcode of a jump that is added to this code. */
  int jump() {
    return bcis[bcis.length - 1] < NEAR_BYTES ? Opcodes.GOTO : GOTO_W;
  }

  /** Returns the opcode as it is read, of an instruction that is written. */
  static int asRead(int opcode) {
    return opcode == GOTO_W ? Opcodes.GOTO : opcode;
  }

  /** Returns the number of the instruction at {@code bci}, or -1. */
  int indexOf(int bci) {
    return Math.max(-1, Arrays.binarySearch(bcis, bci));
  }

  /** Returns the number of the first instruction at or after the label. */
  int indexOf(LabelNode label) {
    return positions.get(label);
  }

  boolean has(int access) {
    return (node.access & access) != 0;
  }

  boolean covers(int tryBlock, int index) {
    TryCatchBlockNode block = node.tryCatchBlocks.get(tryBlock);
    return indexOf(block.start) <= index && index < indexOf(block.end);
  }

  /** Returns the number of the first instruction of the handler. */
  int handlerIndex(int tryBlock) {
    return indexOf(node.tryCatchBlocks.get(tryBlock).handler);
  }

  /** Returns whether no exception gets past the handler. */
  boolean catchesAll(int tryBlock) {
    String type = node.tryCatchBlocks.get(tryBlock).type;
    return type == null || type.equals("java/lang/Throwable");
  }

  String name() {
    return owner.replace('/', '.') + "." + node.name + node.desc;
  }

  /** Returns whether the class file's verifier infers types instead of reading stack maps. */
  boolean withoutFrames() {
    if (version >= Opcodes.V1_7) {
      return false;
    }
    for (boolean each : framed) {
      if (each) {
        return false;
      }
    }
    return true;
  }

  private int[] findSuccessors(int i) {
    AbstractInsnNode each = instructions[i];
    int opcode = each.getOpcode();
    if (each instanceof JumpInsnNode jump) {
      int target = indexOf(jump.label);
      return opcode == Opcodes.GOTO ? new int[] {target} : new int[] {i + 1, target};
    }
    if (each instanceof TableSwitchInsnNode table) {
      return targets(table.dflt, table.labels);
    }
    if (each instanceof LookupSwitchInsnNode lookup) {
      return targets(lookup.dflt, lookup.labels);
    }
    boolean ends =
        opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN || opcode == Opcodes.ATHROW;
    return ends ? new int[0] : new int[] {i + 1};
  }

  private int[] targets(LabelNode fallback, List<LabelNode> labels) {
    int[] result = new int[labels.size() + 1];
    result[0] = indexOf(fallback);
    for (int i = 0; i < labels.size(); i++) {
      result[i + 1] = indexOf(labels.get(i));
    }
    return result;
  }

  private int[] findHandlers(int i) {
    List<Integer> found = new ArrayList<>();
    for (int each = 0; each < node.tryCatchBlocks.size(); each++) {
      if (covers(each, i)) {
        found.add(each);
      }
    }
    return toArray(found);
  }

  private static int[] toArray(List<Integer> numbers) {
    int[] array = new int[numbers.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = numbers.get(i);
    }
    return array;
  }

  /** Notes for each instruction the place in the list and the index in the class file. */
  private static final class CodeNode extends MethodNode {
    final List<int[]> marks = new ArrayList<>();

    CodeNode(int access, String name, String descriptor) {
      super(Opcodes.ASM9, access, name, descriptor, null, null);
    }
  }

  private static final class CodeReader extends ClassReader {
    CodeNode node;
    boolean inside;

    CodeReader(byte[] classFile) {
      super(classFile);
    }

    @Override
    protected void readBytecodeInstructionOffset(int bci) {
      if (inside) {
        node.marks.add(new int[] {node.instructions.size(), bci});
      }
    }
  }

  private static final class Header extends ClassVisitor {
    private final CodeReader reader;
    private final String wantedName;
    private final String wantedDescriptor;
    final Set<String> finalFields = new HashSet<>();
    String owner;
    int version;
    boolean inInterface;

    Header(CodeReader reader, String name, String descriptor) {
      super(Opcodes.ASM9);
      this.reader = reader;
      this.wantedName = name;
      this.wantedDescriptor = descriptor;
    }

    @Override
    public void visit(
        int version, int access, String name, String signature, String parent, String[] others) {
      this.version = version & 0xffff;
      this.owner = name;
      this.inInterface = (access & Opcodes.ACC_INTERFACE) != 0;
    }

    @Override
    public FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      if ((access & Opcodes.ACC_FINAL) != 0) {
        finalFields.add(name);
      }
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      reader.inside = name.equals(wantedName) && descriptor.equals(wantedDescriptor);
      if (!reader.inside) {
        return null;
      }
      reader.node = new CodeNode(access, name, descriptor);
      return reader.node;
    }
  }
}
