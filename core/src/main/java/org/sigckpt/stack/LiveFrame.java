package org.sigckpt.stack;

import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sigckpt.internals.JdkReflection;
import org.sigckpt.internals.JdkUnsafe;

/**
 * One activation of the current thread as the VM reports it ({@code java.lang.LiveStackFrame}).
 *
 * <p>Its slots are raw: which of them mean something, and what, only the method's code tells.
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
  private static final Class<?> TYPE = find("java.lang.LiveStackFrame");
  private static final Class<?> PRIMITIVE = find("java.lang.LiveStackFrame$PrimitiveSlot");
  private static final Method WALKER = JdkReflection.method(TYPE, "getStackWalker", Set.class);
  private static final Method LOCALS = JdkReflection.method(TYPE, "getLocals");
  private static final Method STACK = JdkReflection.method(TYPE, "getStack");
  private static final Method MONITORS = JdkReflection.method(TYPE, "getMonitors");
  private static final Method BITS = JdkReflection.method(PRIMITIVE, "longValue");
  private static final Field MODE =
      JdkReflection.field(find("java.lang.LiveStackFrameInfo"), "mode");

  /** The VM's mark of a compiled frame: LiveStackFrameInfo.MODE_COMPILED. */
  private static final int MODE_COMPILED = 2;

  private static final StackWalker ALL_FRAMES =
      (StackWalker)
          JdkReflection.call(
              WALKER, null, Set.of(Option.RETAIN_CLASS_REFERENCE, Option.SHOW_HIDDEN_FRAMES));

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
        frame.getDescriptor(),
        frame.getByteCodeIndex(),
        slots(LOCALS, frame),
        slots(STACK, frame),
        slots(MONITORS, frame),
        JdkUnsafe.UNSAFE.getInt(frame, JdkUnsafe.offsetOf(MODE)) == MODE_COMPILED);
  }

  /** Returns the raw bits of a primitive slot; 0 for a reference. */
  static long bits(Object slot) {
    return PRIMITIVE.isInstance(slot) ? (Long) invoke(BITS, slot) : 0;
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

  private static Object[] slots(Method getter, StackFrame frame) {
    Object[] slots = (Object[]) invoke(getter, frame);
    return slots == null ? new Object[0] : slots;
  }

  private static Object invoke(Method method, Object target) {
    try {
      return method.invoke(target);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot read a frame with the JDK's " + method + ".", e);
    }
  }

  private static Class<?> find(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Cannot use this JDK: " + name + " is missing.", e);
    }
  }
}
