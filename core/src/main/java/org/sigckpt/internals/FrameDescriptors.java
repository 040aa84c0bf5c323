package org.sigckpt.internals;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of methods of a walked stack, as the VM wrote them.
 *
 * <p>{@link StackFrame#getDescriptor} of newer JDKs makes a {@link MethodType} first: it asks the
 * program's class loader for the classes of all parameters, which may not be there, and would run
 * code of the program on a thread that is being captured. The text lies in a field beside it; where
 * there is no such field, the JDK gives out the text itself.
 */
public final class FrameDescriptors {
  private static final @Nullable Field TYPE =
      JdkReflection.fieldOrNull(JdkClasses.find("java.lang.StackFrameInfo"), "type");

  private FrameDescriptors() {}

  /** Returns the descriptor of the frame's method. */
  public static String of(StackFrame frame) {
    if (TYPE == null || !TYPE.getDeclaringClass().isInstance(frame)) {
      return frame.getDescriptor();
    }
    // Makes the VM fill in both.
    frame.getMethodName();
    Object type = JdkUnsafe.get(frame, TYPE);
    return type instanceof String text
        ? text
        : type instanceof MethodType known ? known.descriptorString() : frame.getDescriptor();
  }
}
