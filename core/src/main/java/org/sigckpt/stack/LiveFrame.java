package org.sigckpt.stack;

import static org.sigckpt.internals.JdkUnsafe.UNSAFE;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sigckpt.internals.FrameDescriptors;
import org.sigckpt.internals.JdkClasses;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * One activation of the current thread as the VM reports it ({@code java.lang.LiveStackFrame}).
 *
 * <p>Its slots are raw: which of them mean something, and what, only the method's code tells. On a
 * JVM of 64 bits each primitive one has all 64 bits of its place.
 *
 * @param bci of the call in progress; negative in a native method
 * @param compiled whether the frame was compiled, so that every monitor must be known
 */
record LiveFrame(
    Class<?> owner,
    String method,
    String descriptor,
    int bci,
    Object[] locals,
    Object[] stack,
    Object[] monitors,
    boolean compiled) {
  private static final Class<?> TYPE = JdkClasses.find("java.lang.LiveStackFrameInfo");
  private static final Class<?> PRIMITIVE =
      JdkClasses.find("java.lang.LiveStackFrameInfo$PrimitiveSlot64");
  private static final long LOCALS = offsetOf(TYPE, "locals");
  private static final long STACK = offsetOf(TYPE, "operands");
  private static final long MONITORS = offsetOf(TYPE, "monitors");
  private static final long MODE = offsetOf(TYPE, "mode");
  private static final long BITS = offsetOf(PRIMITIVE, "value");

  private static final Object[] NONE = {};

  /** The VM's mark of a compiled frame: LiveStackFrameInfo.MODE_COMPILED. */
  private static final int MODE_COMPILED = 2;

  private static final StackWalker ALL_FRAMES =
      (StackWalker)
          JdkReflection.call(
              JdkReflection.method(
                  JdkClasses.find("java.lang.LiveStackFrame"), "getStackWalker", Set.class),
              null,
              Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES));

  /** Returns the frames of the current thread, innermost first, this method's included. */
  static List<LiveFrame> walk() {
    Collecting frames = new Collecting(new ArrayList<>());
    ALL_FRAMES.walk(frames);
    return frames.found;
  }

  private record Collecting(List<LiveFrame> found)
      implements Function<Stream<StackFrame>, Void>, Consumer<StackFrame> {
    @Override
    public Void apply(Stream<StackFrame> frames) {
      frames.forEach(this);
      return null;
    }

    @Override
    public void accept(StackFrame frame) {
      found.add(of(frame));
    }
  }

  private static LiveFrame of(StackFrame frame) {
    return new LiveFrame(
        frame.getDeclaringClass(),
        frame.getMethodName(),
        FrameDescriptors.of(frame),
        frame.getByteCodeIndex(),
        slots(frame, LOCALS),
        slots(frame, STACK),
        slots(frame, MONITORS),
        UNSAFE.getInt(frame, MODE) == MODE_COMPILED);
  }

  /** Returns the raw bits of a primitive slot; 0 for a reference. */
  static long bits(Object slot) {
    return PRIMITIVE.isInstance(slot) ? UNSAFE.getLong(slot, BITS) : 0;
  }

  /** Returns the object in the slot; null for a primitive, which is how a dead one shows. */
  static Object reference(Object slot) {
    return PRIMITIVE.isInstance(slot) ? null : slot;
  }

  boolean isOfJdk() {
    ClassLoader loader = owner.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  boolean isInitialiser() {
    return method.equals("<clinit>");
  }

  boolean isNative() {
    return bci < 0;
  }

  boolean isMethodHandleMachinery() {
    return owner.getName().startsWith("java.lang.invoke.") && !isLambdaProxy();
  }

  boolean isLambdaProxy() {
    return owner.isHidden() && owner.getName().contains("$$Lambda");
  }

  /** Returns class, method and bci, for messages. */
  @Override
  public String toString() {
    return owner.getName() + "." + method + descriptor + " at bci " + bci;
  }

  private static Object[] slots(StackFrame frame, long field) {
    Object[] slots = (Object[]) UNSAFE.getReference(frame, field);
    return slots == null ? NONE : slots;
  }

  private static long offsetOf(Class<?> owner, String name) {
    return JdkUnsafe.offsetOf(JdkReflection.field(owner, name));
  }
}
