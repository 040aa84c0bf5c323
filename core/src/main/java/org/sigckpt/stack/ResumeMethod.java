package org.sigckpt.stack;

import java.util.Arrays;

/**
 * One generated resume method: how to call it, and what its bytecode indices mean in the original.
 *
 * @param point what it resumes
 * @param name the original's name; {@code sigckpt$init} for a constructor of {@link
 *     ConstructorKind#METHOD}, {@code sigckpt$privileged} for {@code
 *     AccessController.executePrivileged}
 * @param descriptor {@code (RestartFrame, dummy ints)R}, R being Object for any reference
 * @param isStatic false for resumed synchronized instance methods, to be called on the locked
 *     receiver, and for {@code <init>}, to be called on the object under construction
 * @param isSynchronized whether the original is, so that its first monitor is its own
 * @param callDescriptor of the call in progress, whose result the frame above delivers
 * @param localShift how many slots its locals are above the original's
 * @param stubBci of the call of {@code RestartFrame.callX} that stands for the call in progress
 * @param bcis of its other calls, and what else may trigger a class initialiser, ascending
 * @param originalBcis for each of {@code bcis} the index in the woven original
 */
public record ResumeMethod(
    ResumePoint point,
    String name,
    String descriptor,
    boolean isStatic,
    boolean isSynchronized,
    String callDescriptor,
    int localShift,
    int stubBci,
    int[] bcis,
    int[] originalBcis) {

  /** Returns the same of a hidden class, which has another name in each JVM. */
  public ResumeMethod ownedBy(String owner) {
    return new ResumeMethod(
        new ResumePoint(owner, point.method(), point.descriptor(), point.bci()),
        name,
        descriptor,
        isStatic,
        isSynchronized,
        callDescriptor,
        localShift,
        stubBci,
        bcis,
        originalBcis);
  }

  /** Returns the original's index of the call at {@code bci}, or -1 if it has none. */
  public int originalBci(int bci) {
    if (bci == stubBci) {
      return point.bci();
    }
    int found = Arrays.binarySearch(bcis, bci);
    return found < 0 ? -1 : originalBcis[found];
  }
}
