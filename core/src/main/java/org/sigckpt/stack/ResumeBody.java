package org.sigckpt.stack;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Writes the body of one resume method.
 *
 * <p>It is the original body, with a way from its entry to the call in progress. The way must not
 * jump into the middle of a loop or of a synchronized block: the compilers give up on such a body,
 * and a resumed {@code main} may run for days. So it enters every loop around the point at its
 * header and every monitor by its own {@code monitorenter}, and leaves the straight path again
 * right behind it (the code of a monitor is entered at the {@code dup} before, see {@link
 * Waypoint}):
 *
 * <pre>
 *     entry:   pc = 1; slots for (1); goto (1)
 *     ...
 *     x = lock                               |  monitor:  slots for (2), covered like (1);
 *  (1) monitorenter; if (pc != 0) goto ------+            goto (2)
 *     i = 0                                  |
 *  (2) if (pc != 0) goto --------------------+- stub:     load locals and operands from f
 *     while (i &lt; n)                                       f = null; pc = 0
 *       f();                                              f.callX()
 *       i++       &lt;------------------------------------   goto behind the call
 * </pre>
 *
 * <p>A {@code new} whose object is an operand at the point is passed in the same way, executed
 * again: nobody else can hold the uninitialised object, so a fresh one is as good.
 *
 * <p>The original's locals are moved up by {@code shift}: below them are {@code this} if the method
 * is synchronized on it or a constructor, the frame, dummy parameters and pc. On the way every slot
 * has the type the verifier expects at the next stop; the value is the captured one where the type
 * is that of the point (so that handlers find their locks), else 0 or null. Handlers cover a piece
 * of the way if they cover where it comes from, where it leads and the point. Frames are written
 * from {@link TypeFlow}, so that nothing has to be computed by loading classes. What can't be
 * reached any more is left out, such as the code in front of a constructor's {@code super()}.
 *
 * <p>A constructor that has not come to {@code super()} is resumed by an overload of {@code
 * <init>}, because only there the verifier lets {@code super()} be called. It is called on the
 * object of the image, which the frames below hold already (see {@link Constructors}). Making the
 * object anew was rejected: every constructor below, a reflective call and a constructor reference
 * would each need a way of their own to take it. Behind {@code super()} an overload is wanted too,
 * for the sake of stack traces; it finds the object in its frame, leaves its own uninitialised
 * {@code this} alone, and where it would return it throws {@code ConstructorEnd}.
 *
 * <p>The resume method of {@code <clinit>} takes its place, see {@link Initialisers}. Behind the
 * stub of a point that is to be executed {@linkplain PointLayout#again again} the instruction
 * itself follows, not what is behind it.
 */
final class ResumeBody {
  static final String FRAME = "org/sigckpt/barrier/RestartFrame";
  private static final String HIDDEN = "Ljdk/internal/vm/annotation/Hidden;";
  private static final String GATE = "org/sigckpt/barrier/RestartGate";
  private static final String END = "org/sigckpt/barrier/ConstructorEnd";
  private static final String OWN_NAME = "sigckpt$init";

  private final MethodCode code;
  private final TypeFlow flow;
  private final PointLayout layout;
  private final List<Waypoint> way;
  private final ConstructorKind kind;
  private final boolean inConstructor;
  private final boolean behindSuper;
  private final boolean onReceiver;
  private final int dummies;
  private final int frameVar;
  private final int pcVar;
  private final int shift;

  private final InsnList out = new InsnList();
  private final LabelNode end = new LabelNode();
  private final Map<LabelNode, LabelNode> labels = new HashMap<>();
  private final AbstractInsnNode[] copies;
  private final Map<Integer, LabelNode> newLabels = new LinkedHashMap<>();
  private final Map<Object, Integer> parked = new HashMap<>();
  private final Map<Integer, LabelNode> executedStarts = new HashMap<>();
  private final Map<AbstractInsnNode, Integer> lines = new IdentityHashMap<>();
  private final List<TryCatchBlockNode> wayBlocks = new ArrayList<>();
  private final Set<Integer> lockLocals = new HashSet<>();
  private int parkedCount;
  private AbstractInsnNode stubCall;

  private ResumeBody(
      MethodCode code,
      ConstructorKind kind,
      TypeFlow flow,
      PointLayout layout,
      List<Waypoint> way,
      int dummies) {
    this.code = code;
    this.flow = flow;
    this.layout = layout;
    this.way = way;
    this.dummies = dummies;
    this.kind = kind;
    this.inConstructor = layout.isUnconstructed();
    this.behindSuper =
        code.node.name.equals("<init>") && !inConstructor && kind != ConstructorKind.METHOD;
    this.onReceiver =
        inConstructor
            || behindSuper
            || code.has(Opcodes.ACC_SYNCHRONIZED) && !code.has(Opcodes.ACC_STATIC);
    this.frameVar = onReceiver ? 1 : 0;
    this.pcVar = frameVar + 1 + dummies;
    this.shift = pcVar + 1;
    this.copies = new AbstractInsnNode[code.instructions.length];
  }

  /**
   * A finished body.
   *
   * @param originals for each call that was copied, its index in the original
   * @param stubCall the call of {@code RestartFrame.callX}
   */
  record Result(
      MethodNode method,
      PointLayout layout,
      int shift,
      Map<AbstractInsnNode, Integer> originals,
      AbstractInsnNode stubCall) {}

  /**
   * Writes the resume method for the call at {@code bci}.
   *
   * @param wantedDummies descriptor of the dummy parameters, each one slot
   * @throws FrameNotCapturableException if the point can't be resumed
   */
  static Result write(
      MethodCode code, ConstructorKind kind, int bci, String name, String wantedDummies) {
    String dummyDescriptor = name.equals("<clinit>") ? "" : wantedDummies;
    TypeFlow flow = TypeFlow.of(code);
    PointLayout layout = PointLayout.of(code, flow, bci);
    refuseUnresumable(code, kind, layout);
    List<Waypoint> way = Waypoint.towards(code, flow, layout);
    ResumeBody body = new ResumeBody(code, kind, flow, layout, way, dummyDescriptor.length());
    body.write();
    return body.result(name, dummyDescriptor);
  }

  private static void refuseUnresumable(MethodCode code, ConstructorKind kind, PointLayout layout) {
    String where = code.name() + " at bci " + code.bcis[layout.index()];
    if (layout.isUnconstructed() && kind == ConstructorKind.METHOD) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture " + where + ": a constructor of the JDK has not yet called super().");
    }
  }

  private void write() {
    copyInstructions();
    InsnList tail = new InsnList();
    addLoopDispatches();
    addFrames();
    addExecutedDispatches();
    LabelNode behindCall = layout.again() ? addReentry() : addReturn();
    InsnList entry = writeEntry(tail, behindCall);
    out.insert(entry);
    out.add(tail);
    if (behindSuper) {
      addEnd();
    }
    for (Map.Entry<Integer, LabelNode> label : newLabels.entrySet()) {
      out.insertBefore(copies[label.getKey()], label.getValue());
    }
  }

  // ---- the copy ----

  private void copyInstructions() {
    for (AbstractInsnNode each = code.node.instructions.getFirst();
        each != null;
        each = each.getNext()) {
      if (each instanceof LabelNode label) {
        labels.put(label, new LabelNode());
      }
    }
    int index = 0;
    for (AbstractInsnNode each = code.node.instructions.getFirst();
        each != null;
        each = each.getNext()) {
      if (each instanceof LabelNode label) {
        out.add(labels.get(label));
      } else if (each.getOpcode() >= 0) {
        copies[index] = copy(each);
        lines.put(copies[index], code.lines[index]);
        index++;
      }
    }
  }

  private AbstractInsnNode copy(AbstractInsnNode original) {
    AbstractInsnNode copy =
        behindSuper && original.getOpcode() == Opcodes.RETURN
            ? new JumpInsnNode(Opcodes.GOTO, end)
            : original.clone(labels);
    if (copy instanceof VarInsnNode variable) {
      variable.var += shift;
    } else if (copy instanceof IincInsnNode increment) {
      increment.var += shift;
    } else if (isOwnFinalField(original)) {
      return addFinalFieldWrite((FieldInsnNode) original);
    }
    out.add(copy);
    return copy;
  }

  /** Since class file version 53 only {@code <init>} itself may write them (JVMS 6.5 putfield). */
  private boolean isOwnFinalField(AbstractInsnNode each) {
    return each.getOpcode() == Opcodes.PUTFIELD
        && !inConstructor
        && !behindSuper
        && code.version >= Opcodes.V9
        && code.node.name.equals("<init>")
        && ((FieldInsnNode) each).owner.equals(code.owner)
        && code.finalFields.contains(((FieldInsnNode) each).name);
  }

  private AbstractInsnNode addFinalFieldWrite(FieldInsnNode put) {
    AbstractInsnNode first = new LdcInsnNode(Type.getObjectType(code.owner));
    out.add(first);
    out.add(new LdcInsnNode(put.name));
    String value =
        switch (put.desc.charAt(0)) {
          case 'L', '[' -> "Ljava/lang/Object;";
          case 'J', 'F', 'D' -> put.desc;
          default -> "I";
        };
    String kind = "";
    if (value.equals("I")) {
      out.add(new IntInsnNode(Opcodes.BIPUSH, put.desc.charAt(0)));
      kind = "I";
    }
    String descriptor =
        "(Ljava/lang/Object;" + value + "Ljava/lang/Class;Ljava/lang/String;" + kind + ")V";
    out.add(new MethodInsnNode(Opcodes.INVOKESTATIC, FRAME, "putFinal", descriptor, false));
    return first;
  }

  /** Where a constructor that must not return ends instead; no handler covers it. */
  private void addEnd() {
    out.add(end);
    if (!code.withoutFrames()) {
      out.add(frame(new Types(new Object[0], new Object[0])));
    }
    out.add(new FieldInsnNode(Opcodes.GETSTATIC, END, "INSTANCE", "L" + END + ";"));
    out.add(new InsnNode(Opcodes.ATHROW));
  }

  // ---- dispatches and frames in the copy ----

  private final Map<Waypoint, LabelNode> stops = new IdentityHashMap<>();
  private final Map<Waypoint, LabelNode> hops = new IdentityHashMap<>();
  private final Map<Integer, AbstractInsnNode> dispatchOf = new HashMap<>();

  private void addLoopDispatches() {
    for (Waypoint each : way) {
      hops.put(each, new LabelNode());
      stops.put(each, new LabelNode());
      if (!each.isExecuted()) {
        InsnList dispatch = dispatchTo(each);
        dispatch.insert(stops.get(each));
        dispatchOf.put(each.index(), stops.get(each));
        out.insertBefore(copies[each.index()], dispatch);
      }
    }
  }

  private void addFrames() {
    for (int i = 0; i < copies.length; i++) {
      if (code.framed[i] && flow.before(i) != null) {
        AbstractInsnNode at = dispatchOf.getOrDefault(i, copies[i]);
        out.insertBefore(at, frame(flow.before(i)));
      }
    }
  }

  private void addExecutedDispatches() {
    for (Waypoint each : way) {
      if (each.isExecuted()) {
        AbstractInsnNode at = copies[each.entry()];
        out.insertBefore(at, stops.get(each));
        if (needsFrame(at)) {
          out.insertBefore(at, frame(flow.before(each.entry())));
        }
        InsnList dispatch = dispatchTo(each);
        LabelNode start = new LabelNode();
        executedStarts.put(each.index(), start);
        dispatch.insert(start);
        out.insert(copies[each.index()], dispatch);
      }
    }
  }

  private InsnList dispatchTo(Waypoint from) {
    InsnList dispatch = new InsnList();
    dispatch.add(new VarInsnNode(Opcodes.ILOAD, pcVar));
    dispatch.add(new JumpInsnNode(Opcodes.IFNE, hops.get(from)));
    return dispatch;
  }

  private LabelNode addReturn() {
    AbstractInsnNode call = copies[layout.index()];
    LabelNode behind = new LabelNode();
    out.insert(call, behind);
    AbstractInsnNode next = behind.getNext();
    while (next.getOpcode() < 0) {
      next = next.getNext();
    }
    if (needsFrame(next)) {
      out.insert(behind, frame(flow.after(layout.index())));
    }
    return behind;
  }

  private LabelNode addReentry() {
    AbstractInsnNode trigger = copies[layout.index()];
    LabelNode before = new LabelNode();
    out.insertBefore(trigger, before);
    if (needsFrame(trigger)) {
      out.insertBefore(trigger, frame(flow.before(layout.index())));
    }
    return before;
  }

  /** Returns whether no frame stands between the instruction and the one before it. */
  private boolean needsFrame(AbstractInsnNode at) {
    if (code.withoutFrames()) {
      return false;
    }
    AbstractInsnNode each = at.getPrevious();
    while (each != null && each.getOpcode() < 0) {
      if (each instanceof FrameNode) {
        return false;
      }
      each = each.getPrevious();
    }
    return true;
  }

  private FrameNode frame(Types types) {
    List<Object> locals = new ArrayList<>();
    if (onReceiver) {
      boolean isUnconstructed = behindSuper || types.has(Opcodes.UNINITIALIZED_THIS);
      locals.add(isUnconstructed ? Opcodes.UNINITIALIZED_THIS : code.owner);
    }
    locals.add(FRAME);
    for (int i = 0; i < dummies + 1; i++) {
      locals.add(Opcodes.INTEGER);
    }
    addFrameTypes(types.locals(), locals);
    List<Object> stack = new ArrayList<>();
    addFrameTypes(types.stack(), stack);
    return new FrameNode(
        Opcodes.F_NEW, locals.size(), locals.toArray(), stack.size(), stack.toArray());
  }

  private void addFrameTypes(Object[] slots, List<Object> result) {
    for (int i = 0; i < slots.length; i++) {
      Object type = slots[i];
      if (type instanceof Types.Uninit fresh) {
        newLabels.putIfAbsent(fresh.newIndex(), new LabelNode());
        result.add(newLabels.get(fresh.newIndex()));
      } else {
        result.add(type);
        i += Types.isWide(type) ? 1 : 0;
      }
    }
  }

  // ---- the way ----

  private InsnList writeEntry(InsnList tail, LabelNode behindCall) {
    InsnList entry = new InsnList();
    if (code.node.name.equals("<clinit>")) {
      entry.add(
          new MethodInsnNode(
              Opcodes.INVOKESTATIC, GATE, "initialiser", "()L" + FRAME + ";", false));
      entry.add(new VarInsnNode(Opcodes.ASTORE, frameVar));
    }
    entry.add(new InsnNode(Opcodes.ICONST_1));
    entry.add(new VarInsnNode(Opcodes.ISTORE, pcVar));
    Types nothing = new Types(new Object[0], new Object[0]);
    if (way.isEmpty()) {
      writeStub(entry, nothing, null, behindCall);
    } else {
      writeHop(entry, nothing, way.get(0));
    }
    for (int i = 0; i < way.size(); i++) {
      Waypoint from = way.get(i);
      Types types = from.isExecuted() ? flow.after(from.index()) : flow.before(from.index());
      if (from.lockLocal() >= 0) {
        lockLocals.add(from.lockLocal());
      }
      tail.add(hops.get(from));
      if (!code.withoutFrames()) {
        tail.add(frame(types));
      }
      if (i + 1 < way.size()) {
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        tail.add(start);
        writeHop(tail, types, way.get(i + 1));
        tail.add(end);
        cover(start, end, positionBehind(from), way.get(i + 1).entry());
      } else {
        writeStub(tail, types, from, behindCall);
      }
    }
    for (AbstractInsnNode each : entry) {
      lines.put(each, code.lines[layout.index()]);
    }
    for (AbstractInsnNode each : tail) {
      lines.put(each, code.lines[layout.index()]);
    }
    return entry;
  }

  private static int positionBehind(Waypoint from) {
    return from.isExecuted() ? from.index() + 1 : from.index();
  }

  private void writeHop(InsnList to, Types from, Waypoint next) {
    Types target = flow.before(next.entry());
    park(to, from, target);
    for (int slot = 0; slot < target.locals().length; slot++) {
      Object type = target.local(slot);
      if (next.isLockInLocal() && slot == next.lockLocal()) {
        loadReference(to, type, layout.slotCount() + next.monitor());
        store(to, type, slot);
      } else if (!type.equals(Opcodes.TOP) && !isSet(from, slot, type)) {
        boolean isReal = layout.carried().get(slot) && layout.types().local(slot).equals(type);
        push(to, type, isReal ? slot : -1);
        store(to, type, slot);
      }
    }
    int depth = target.stack().length;
    for (int i = 0; i < depth; i++) {
      Object type = target.stack()[i];
      boolean isLock =
          next.kind() == Waypoint.Kind.MONITOR && !next.isLockInLocal() && i == depth - 1;
      if (isLock) {
        loadReference(to, type, layout.slotCount() + next.monitor());
      } else if (!type.equals(Opcodes.TOP)) {
        push(to, type, -1);
      }
    }
    to.add(new JumpInsnNode(code.jump(), stops.get(next)));
  }

  private void writeStub(InsnList to, Types from, Waypoint last, LabelNode behindCall) {
    LabelNode start = new LabelNode();
    LabelNode loaded = new LabelNode();
    LabelNode end = new LabelNode();
    to.add(start);
    Types target = layout.types();
    park(to, from, target);
    for (int slot = 0; slot < target.locals().length; slot++) {
      Object type = target.local(slot);
      boolean isReal = layout.carried().get(slot);
      if (!type.equals(Opcodes.TOP)
          && !lockLocals.contains(slot)
          && (isReal || !isSet(from, slot, type))) {
        push(to, type, isReal ? slot : -1);
        store(to, type, slot);
      }
    }
    to.add(loaded);
    for (int i = 0; i < target.stack().length; i++) {
      if (!target.stack()[i].equals(Opcodes.TOP)) {
        push(to, target.stack()[i], layout.maxLocals() + i);
      }
    }
    callNext(to);
    to.add(end);
    to.add(new JumpInsnNode(code.jump(), behindCall));
    if (last != null) {
      cover(start, loaded, positionBehind(last), layout.index());
    }
    cover(loaded, end, layout.index(), layout.index());
  }

  /** Calls what stands in place of the call in progress; the frame is garbage from here on. */
  private void callNext(InsnList to) {
    Type result = Type.getReturnType(layout.call().desc);
    boolean isReference = result.getSort() >= Type.ARRAY;
    String descriptor = resultOf(layout.call().desc);
    String suffix = "Ref";
    if (!isReference) {
      suffix =
          switch (descriptor) {
            case "V" -> "Void";
            case "J" -> "Long";
            case "F" -> "Float";
            case "D" -> "Double";
            default -> "Int";
          };
      descriptor = suffix.equals("Int") ? "I" : descriptor;
    }
    to.add(new VarInsnNode(Opcodes.ALOAD, frameVar));
    to.add(new InsnNode(Opcodes.ACONST_NULL));
    to.add(new VarInsnNode(Opcodes.ASTORE, frameVar));
    to.add(new InsnNode(Opcodes.ICONST_0));
    to.add(new VarInsnNode(Opcodes.ISTORE, pcVar));
    stubCall =
        new MethodInsnNode(Opcodes.INVOKEVIRTUAL, FRAME, "call" + suffix, "()" + descriptor, false);
    to.add(stubCall);
    if (isReference) {
      cast(to, result.getInternalName());
    }
  }

  /** Saves the uninitialised objects that the target needs, and empties the stack. */
  private void park(InsnList to, Types from, Types target) {
    parked.clear();
    for (int i = from.stack().length - 1; i >= 0; i--) {
      Object type = from.stack()[i];
      if (type instanceof Types.Uninit && !parked.containsKey(type)) {
        to.add(new VarInsnNode(Opcodes.ASTORE, parkingSlot(type)));
      } else {
        boolean isWide = type.equals(Opcodes.TOP);
        to.add(new InsnNode(isWide ? Opcodes.POP2 : Opcodes.POP));
        i -= isWide ? 1 : 0;
      }
    }
    for (int i = 0; i < from.locals().length; i++) {
      if (from.local(i) instanceof Types.Uninit fresh && !parked.containsKey(fresh)) {
        to.add(new VarInsnNode(Opcodes.ALOAD, shift + i));
        to.add(new VarInsnNode(Opcodes.ASTORE, parkingSlot(fresh)));
      }
    }
  }

  private int parkingSlot(Object fresh) {
    int slot = shift + code.node.maxLocals + parked.size();
    parked.put(fresh, slot);
    parkedCount = Math.max(parkedCount, parked.size());
    return slot;
  }

  /** A local with a lock is not written again: the compilers would not know it as one any more. */
  private boolean isSet(Types from, int slot, Object wanted) {
    return from.local(slot).equals(wanted) || lockLocals.contains(slot);
  }

  /** Pushes the captured value of a slot, or with slot -1 one of no meaning. */
  private void push(InsnList to, Object type, int slot) {
    if (type.equals(Opcodes.UNINITIALIZED_THIS)) {
      to.add(new VarInsnNode(Opcodes.ALOAD, 0));
    } else if (Types.isUninitialized(type)) {
      pushParked(to, type);
    } else if (slot < 0 || type.equals(Opcodes.NULL)) {
      to.add(new InsnNode(dummyOf(type)));
    } else if (Types.isReference(type)) {
      loadReference(to, type, slot);
    } else {
      load(to, slot);
      to.add(primitiveGetter(type));
    }
  }

  private void pushParked(InsnList to, Object type) {
    Integer slot = parked.get(type);
    if (slot == null) {
      throw FrameNotCapturableException.never(
          "Cannot resume "
              + code.name()
              + " at bci "
              + code.bcis[layout.index()]
              + ": an uninitialised object has more than one origin.");
    }
    to.add(new VarInsnNode(Opcodes.ALOAD, slot));
  }

  private void loadReference(InsnList to, Object type, int slot) {
    load(to, slot);
    to.add(
        new MethodInsnNode(
            Opcodes.INVOKEVIRTUAL, FRAME, "refValue", "(I)Ljava/lang/Object;", false));
    if (type instanceof String name) {
      cast(to, name);
    } else if (type instanceof Types.Merged merged) {
      castToOne(to, merged.names());
    }
  }

  /** Joins the branches of the classes that the original joined, which leaves the same type. */
  private static void castToOne(InsnList to, SortedSet<String> names) {
    LabelNode end = new LabelNode();
    for (String name : names.headSet(names.last())) {
      LabelNode next = new LabelNode();
      to.add(new InsnNode(Opcodes.DUP));
      to.add(new TypeInsnNode(Opcodes.INSTANCEOF, name));
      to.add(new JumpInsnNode(Opcodes.IFEQ, next));
      to.add(new TypeInsnNode(Opcodes.CHECKCAST, name));
      to.add(new JumpInsnNode(Opcodes.GOTO, end));
      to.add(next);
    }
    to.add(new TypeInsnNode(Opcodes.CHECKCAST, names.last()));
    to.add(end);
  }

  private void load(InsnList to, int slot) {
    to.add(new VarInsnNode(Opcodes.ALOAD, frameVar));
    if (slot <= Short.MAX_VALUE) {
      to.add(new IntInsnNode(Opcodes.SIPUSH, slot));
    } else {
      to.add(new LdcInsnNode(slot));
    }
  }

  private static void cast(InsnList to, String name) {
    if (!name.equals("java/lang/Object")) {
      to.add(new TypeInsnNode(Opcodes.CHECKCAST, name));
    }
  }

  private static MethodInsnNode primitiveGetter(Object type) {
    String name = "int";
    String descriptor = "I";
    if (type.equals(Opcodes.LONG)) {
      name = "long";
      descriptor = "J";
    } else if (type.equals(Opcodes.FLOAT)) {
      name = "float";
      descriptor = "F";
    } else if (type.equals(Opcodes.DOUBLE)) {
      name = "double";
      descriptor = "D";
    }
    return new MethodInsnNode(
        Opcodes.INVOKEVIRTUAL, FRAME, name + "Value", "(I)" + descriptor, false);
  }

  private static int dummyOf(Object type) {
    if (type.equals(Opcodes.INTEGER)) {
      return Opcodes.ICONST_0;
    }
    if (type.equals(Opcodes.LONG)) {
      return Opcodes.LCONST_0;
    }
    if (type.equals(Opcodes.FLOAT)) {
      return Opcodes.FCONST_0;
    }
    return type.equals(Opcodes.DOUBLE) ? Opcodes.DCONST_0 : Opcodes.ACONST_NULL;
  }

  private void store(InsnList to, Object type, int slot) {
    int opcode = Opcodes.ASTORE;
    if (type.equals(Opcodes.INTEGER)) {
      opcode = Opcodes.ISTORE;
    } else if (type.equals(Opcodes.LONG)) {
      opcode = Opcodes.LSTORE;
    } else if (type.equals(Opcodes.FLOAT)) {
      opcode = Opcodes.FSTORE;
    } else if (type.equals(Opcodes.DOUBLE)) {
      opcode = Opcodes.DSTORE;
    }
    to.add(new VarInsnNode(opcode, shift + slot));
  }

  // ---- handlers ----

  private void cover(LabelNode start, LabelNode end, int from, int to) {
    List<TryCatchBlockNode> blocks = code.node.tryCatchBlocks;
    for (int i = 0; i < blocks.size(); i++) {
      if (code.covers(i, from) && code.covers(i, to) && code.covers(i, layout.index())) {
        wayBlocks.add(
            new TryCatchBlockNode(
                start, end, labels.get(blocks.get(i).handler), blocks.get(i).type));
      }
    }
  }

  /** A block that starts right behind an executed instruction covers its dispatch as well. */
  private TryCatchBlockNode copy(TryCatchBlockNode block) {
    LabelNode start =
        executedStarts.getOrDefault(code.indexOf(block.start) - 1, labels.get(block.start));
    return new TryCatchBlockNode(
        start, labels.get(block.end), labels.get(block.handler), block.type);
  }

  // ---- the method ----

  /**
   * Returns what the resume method of such a method returns: of references, any. It is called by a
   * method handle, which would have to load the class, and that may not be there.
   */
  static String resultOf(String descriptor) {
    Type result = Type.getReturnType(descriptor);
    return result.getSort() >= Type.ARRAY ? "Ljava/lang/Object;" : result.getDescriptor();
  }

  private Result result(String name, String dummyDescriptor) {
    String descriptor =
        name.equals("<clinit>")
            ? "()V"
            : "(L" + FRAME + ";" + dummyDescriptor + ")" + resultOf(code.node.desc);
    String actual = nameFor(name);
    MethodNode method = new MethodNode(Opcodes.ASM9, access(), actual, descriptor, null, null);
    method.instructions = out;
    method.visibleAnnotations = hiding();
    for (TryCatchBlockNode each : code.node.tryCatchBlocks) {
      method.tryCatchBlocks.add(copy(each));
    }
    method.tryCatchBlocks.addAll(wayBlocks);
    method.maxLocals = shift + code.node.maxLocals + parkedCount;
    method.maxStack = code.node.maxStack + 6;
    Pruning.prune(method);
    addLines();
    method.localVariables = VariableNames.of(code, indexes(), out, shift);
    return new Result(method, layout, shift, originals(), stubCall);
  }

  /**
   * The VM takes a frame of {@code AccessController.executePrivileged}, whatever its parameters,
   * for one that has an AccessControlContext in local 1.
   */
  private String nameFor(String name) {
    if (name.equals("<init>") && !inConstructor && !behindSuper) {
      return OWN_NAME;
    }
    boolean isPrivileged =
        name.equals("executePrivileged") && code.owner.equals("java/security/AccessController");
    return isPrivileged ? "sigckpt$privileged" : name;
  }

  /** A form's frame is in no stack trace. */
  private List<AnnotationNode> hiding() {
    if (code.node.visibleAnnotations == null) {
      return null;
    }
    List<AnnotationNode> kept = new ArrayList<>();
    for (AnnotationNode each : code.node.visibleAnnotations) {
      if (each.desc.equals(HIDDEN)) {
        kept.add(each);
      }
    }
    return kept;
  }

  private int access() {
    if (code.node.name.equals("<clinit>")) {
      return Opcodes.ACC_STATIC;
    }
    int kept = code.node.access & (Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_STRICT);
    int form = onReceiver ? Opcodes.ACC_FINAL : Opcodes.ACC_STATIC;
    if (inConstructor || behindSuper) {
      form = 0;
    }
    return Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC | form | kept;
  }

  private void addLines() {
    int current = -1;
    for (AbstractInsnNode each : out.toArray()) {
      int line = lines.getOrDefault(each, current);
      if (each.getOpcode() >= 0 && line != current && line >= 0) {
        LabelNode label = new LabelNode();
        out.insertBefore(each, label);
        out.insertBefore(each, new LineNumberNode(line, label));
        current = line;
      }
    }
  }

  private Map<AbstractInsnNode, Integer> originals() {
    Map<AbstractInsnNode, Integer> result = indexes();
    for (Map.Entry<AbstractInsnNode, Integer> each : result.entrySet()) {
      each.setValue(code.bcis[each.getValue()]);
    }
    return result;
  }

  private Map<AbstractInsnNode, Integer> indexes() {
    Map<AbstractInsnNode, Integer> result = new IdentityHashMap<>();
    for (int i = 0; i < copies.length; i++) {
      result.put(copies[i], i);
    }
    return result;
  }
}
