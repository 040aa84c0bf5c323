package org.sigckpt.stack;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Knows the JDK's reflection accessors, which stand between {@code Method.invoke} and its target.
 *
 * <pre>
 *   17:  Delegating...Impl -> Native...Impl -> native invoke0 -> target
 *        Delegating...Impl -> Generated...AccessorN           -> target
 *   25:  DirectMethodHandleAccessor -> method handle forms    -> target
 *        DirectMethodHandleAccessor$NativeAccessor -> invoke0 -> target
 * </pre>
 */
final class Accessors {
  private static final Pattern CLASS =
      Pattern.compile(
          "jdk\\.internal\\.reflect\\."
              + "((Native|Delegating|Generated|GeneratedSerialization)"
              + "(Method|Constructor)Accessor(Impl|\\d+)"
              + "|Direct(Method|Constructor)HandleAccessor(\\$NativeAccessor)?)");

  private static final Set<String> METHODS =
      Set.of("invoke", "invoke0", "invokeImpl", "newInstance", "newInstance0");

  private Accessors() {}

  static boolean isAccessor(LiveFrame frame) {
    return METHODS.contains(frame.method()) && CLASS.matcher(frame.owner().getName()).matches();
  }

  /** Returns whether the call is the one that Method and Constructor make of their accessor. */
  static boolean isAccessorCall(MethodInsnNode call) {
    return call.owner.equals("jdk/internal/reflect/MethodAccessor")
        || call.owner.equals("jdk/internal/reflect/ConstructorAccessor");
  }

  /**
   * Returns the position of the frame that the accessors have called.
   *
   * @param first position of the outermost accessor; frames are innermost first
   * @throws FrameNotCapturableException if they are still busy with something else
   */
  static int target(List<LiveFrame> frames, int first, int top) {
    int position = first;
    while (position >= top
        && (isAccessor(frames.get(position)) || frames.get(position).isMethodHandleMachinery())) {
      position--;
    }
    LiveFrame last = frames.get(position + 1);
    boolean hasCalled =
        last.isNative()
            || last.isMethodHandleMachinery()
            || last.owner().getSimpleName().startsWith("Generated");
    if (position < top || !hasCalled) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture " + last + ": a reflective call has not reached its target.");
    }
    return position;
  }
}
