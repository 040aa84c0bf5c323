package org.sigckpt.stack;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** Makes the image of one ordinary frame, reading raw slots as the method's code types them. */
final class FrameReader {
  private final PointLayouts layouts;
  private final ResumeMap resumed;

  FrameReader(PointLayouts layouts, ResumeMap resumed) {
    this.layouts = layouts;
    this.resumed = resumed;
  }

  /**
   * A frame in terms of its original method.
   *
   * @param isResumed whether the frame above it is called through its {@code RestartFrame}
   */
  record Located(
      LiveFrame frame,
      String method,
      String descriptor,
      int bci,
      int shift,
      boolean isResumed,
      PointLayout layout) {}

  /** Returns the original name of the frame's method. */
  String nameOf(LiveFrame frame) {
    ResumeMethod method = resumed.find(frame.owner(), frame.method(), frame.descriptor());
    return method == null ? frame.method() : method.point().method();
  }

  boolean isResumeMethod(LiveFrame frame) {
    return resumed.find(frame.owner(), frame.method(), frame.descriptor()) != null;
  }

  /**
   * @param again whether the frame triggered the class initialiser above it
   */
  Located locate(LiveFrame frame, boolean again) {
    ResumeMethod method = resumed.find(frame.owner(), frame.method(), frame.descriptor());
    String name = method == null ? frame.method() : method.point().method();
    String descriptor = method == null ? frame.descriptor() : method.point().descriptor();
    int known = method == null ? frame.bci() : method.originalBci(frame.bci());
    int bci = again && known >= 0 ? ResumePoint.again(known) : known;
    return new Located(
        frame,
        name,
        descriptor,
        bci,
        method == null ? 0 : method.localShift(),
        !again && method != null && method.stubBci() == frame.bci(),
        layouts.of(frame.owner(), name, descriptor, bci));
  }

  FrameImage read(Located at) {
    PointLayout layout = at.layout();
    Object[] refs = new Object[layout.slotCount()];
    long[] bits = new long[layout.slotCount()];
    for (int slot = layout.carried().nextSetBit(0);
        slot >= 0;
        slot = layout.carried().nextSetBit(slot + 1)) {
      Object type = layout.type(slot);
      if (Types.isReference(type)) {
        refs[slot] = LiveFrame.reference(raw(at, slot));
        refuseInaccessible(at, type, refs[slot]);
      } else if (Types.isWide(type)) {
        bits[slot] = LiveFrame.bits(raw(at, slot + 1));
      } else {
        bits[slot] = (int) LiveFrame.bits(raw(at, slot));
      }
    }
    Object[] monitors = monitors(at);
    return new FrameImage(
        FrameKind.BYTECODE,
        at.frame().owner(),
        at.method(),
        at.descriptor(),
        at.bci(),
        refs,
        bits,
        monitors,
        receiver(at, monitors));
  }

  private static Object raw(Located at, int slot) {
    int maxLocals = at.layout().maxLocals();
    Object[] slots = slot < maxLocals ? at.frame().locals() : at.frame().stack();
    int index = slot < maxLocals ? slot + at.shift() : slot - maxLocals;
    if (index >= slots.length) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture "
              + at.frame()
              + ": slot "
              + index
              + " is missing (the VM reports "
              + slots.length
              + ").");
    }
    return slots[index];
  }

  private static Object[] monitors(Located at) {
    List<Object> held = new ArrayList<>();
    boolean isRemoved = false;
    for (Object monitor : at.frame().monitors()) {
      if (monitor != null) {
        held.add(monitor);
      } else {
        // In the interpreter it is a place for a monitor, free at the moment.
        isRemoved |= at.frame().compiled();
      }
    }
    int expected = at.layout().monitors().length + (at.layout().isSynchronized() ? 1 : 0);
    if (isRemoved || held.size() != expected) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture "
              + at.frame()
              + ": it holds "
              + held.size()
              + " monitors vs "
              + expected
              + " expected, or one whose object the compiler removed.");
    }
    return held.toArray();
  }

  private static Object receiver(Located at, Object[] monitors) {
    boolean isStatic = !at.layout().isInstance();
    if (isStatic) {
      return null;
    }
    if (at.layout().isSynchronized()) {
      return monitors[0];
    }
    boolean isKnown = at.layout().keepsReceiver() && at.frame().locals().length > at.shift();
    Object slot = isKnown ? LiveFrame.reference(at.frame().locals()[at.shift()]) : null;
    return at.frame().owner().isInstance(slot) ? slot : null;
  }

  /** The resume method casts to the type by name, which needs access to it, unlike the original. */
  private static void refuseInaccessible(Located at, Object type, Object value) {
    Class<?> owner = at.frame().owner();
    if (value == null || !(type instanceof String name) || name.startsWith("[")) {
      return;
    }
    String className = name.replace('/', '.');
    boolean isNear =
        className.startsWith("java.lang.") || packageOf(className).equals(owner.getPackageName());
    Class<?> found = isNear ? null : superNamed(value.getClass(), className);
    if (found != null && (found.getModifiers() & Opcodes.ACC_PUBLIC) == 0) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture "
              + at.frame()
              + ": it holds a value of type "
              + className
              + ", which is not public.");
    }
  }

  private static String packageOf(String className) {
    return className.substring(0, Math.max(0, className.lastIndexOf('.')));
  }

  private static Class<?> superNamed(Class<?> type, String name) {
    if (type == null || type.getName().equals(name)) {
      return type;
    }
    Class<?> found = superNamed(type.getSuperclass(), name);
    for (Class<?> each : type.getInterfaces()) {
      found = found == null ? superNamed(each, name) : found;
    }
    return found;
  }
}
