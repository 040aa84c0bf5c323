package org.sigckpt.stack;

import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Calls through {@code java.lang.invoke}, whose callee is not named at the call.
 *
 * <p>Between a program's call and the target stand methods that the JDK generated from {@code
 * LambdaForm}s, in hidden classes and in some of its own. They are ordinary code, so their frames
 * are captured and resumed like any other; only, what they call is known from the next frame alone:
 *
 * <pre>
 *   invokedynamic, MethodHandle.invoke       a form: the linker of the call site
 *   MethodHandle.invokeBasic, in a form      a form: that of the handle
 *   MethodHandle.linkToX, in a form          the target, whatever its name
 * </pre>
 *
 * <p>Any other frame above says that the call is only being linked.
 */
final class HandleCalls {
  private static final String HANDLE = "java/lang/invoke/MethodHandle";
  private static final String VARIABLE = "java/lang/invoke/VarHandle";
  private static final String INVOKE_DYNAMIC = "java/lang/invoke/CallSite";
  private static final String INVOKE_PACKAGE = "java.lang.invoke.";

  /** Classes of the JDK that stand between forms, and call nothing while they link. */
  private static final Set<String> PARTS =
      Set.of(
          INVOKE_PACKAGE + "MethodHandle",
          INVOKE_PACKAGE + "MethodHandleImpl",
          INVOKE_PACKAGE + "MethodHandleProxies$1");

  private HandleCalls() {}

  /**
   * Returns the call that the instruction makes, or null; an invokedynamic pops as a static one.
   */
  static MethodInsnNode callOf(AbstractInsnNode each) {
    if (each instanceof InvokeDynamicInsnNode site) {
      return new MethodInsnNode(
          Opcodes.INVOKESTATIC, INVOKE_DYNAMIC, "getTarget", site.desc, false);
    }
    return each instanceof MethodInsnNode call ? call : null;
  }

  /** Returns whether a form answers the call. */
  static boolean isToForm(MethodInsnNode call) {
    return call.owner.equals(INVOKE_DYNAMIC)
        || call.owner.equals(VARIABLE) && !isDeclaredVariable(call.name)
        || call.owner.equals(HANDLE)
            && Set.of("invoke", "invokeExact", "invokeBasic").contains(call.name);
  }

  /** Returns whether any method may answer the call. */
  static boolean isToAny(MethodInsnNode call) {
    return call.owner.equals(HANDLE) && call.name.startsWith("linkTo");
  }

  /** Returns whether the frame is of a method that the JDK generated from a form. */
  static boolean isForm(LiveFrame frame) {
    String owner = frame.owner().getName();
    return owner.startsWith(INVOKE_PACKAGE)
        && !frame.isLambdaProxy()
        && (frame.owner().isHidden() || owner.endsWith("$Holder"));
  }

  /** Returns whether the JDK's frame is not one of linking. */
  static boolean isPart(LiveFrame frame) {
    return isForm(frame) || PARTS.contains(frame.owner().getName());
  }

  /** The methods of VarHandle that are none of the polymorphic ones. */
  private static boolean isDeclaredVariable(String name) {
    return Set.of("toMethodHandle", "accessModeType", "withInvokeExactBehavior").contains(name);
  }
}
