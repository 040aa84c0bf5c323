package org.sigckpt.stack;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.Function;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Recognises calls through a method handle that adds nothing but a conversion of types.
 *
 * <p>The JDK's own frames between caller and target are then left out. The handle is local 0 of the
 * linker form, the outermost of them; if it is not to be had, or is anything but a direct one, its
 * forms might go on to do something after the target returns.
 */
final class DirectHandles {
  private DirectHandles() {}

  /**
   * Returns the position of the handle's target.
   *
   * @param first position of the outermost frame of the JDK's; frames are innermost first
   * @throws FrameNotCapturableException if the handle is not known to be direct
   */
  static int target(
      FrameReader.Located caller,
      List<LiveFrame> frames,
      int first,
      int top,
      Function<LiveFrame, String> nameOf) {
    MethodInsnNode call = caller.layout().call();
    boolean isHandleCall =
        call.owner.equals("java/lang/invoke/MethodHandle")
            && (call.name.equals("invokeExact") || call.name.equals("invoke"));
    Object[] locals = frames.get(first).locals();
    Object handle = locals.length == 0 ? null : LiveFrame.reference(locals[0]);
    int position = first;
    while (position >= top && frames.get(position).isMethodHandleMachinery()) {
      position--;
    }
    boolean isDirect =
        isHandleCall
            && handle instanceof MethodHandle
            && handle.getClass().getName().startsWith("java.lang.invoke.DirectMethodHandle");
    if (!isDirect || position < top || nameOf.apply(frames.get(position)).equals("loadClass")) {
      throw FrameNotCapturableException.notNow(
          "Cannot capture "
              + caller.frame()
              + ": it calls through a method handle or call site that is not direct.");
    }
    return position;
  }
}
