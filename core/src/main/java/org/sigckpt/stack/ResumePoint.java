package org.sigckpt.stack;

/**
 * A place where a method may be re-entered.
 *
 * @param owner internal name of the declaring class
 * @param bci of the invoke instruction in progress, in the woven method; or {@link #again} of an
 *     instruction that has to be executed again, because the initialiser of the class it needs is
 *     in progress
 */
public record ResumePoint(String owner, String method, String descriptor, int bci)
    implements Comparable<ResumePoint> {
  /** Returns what tells an instruction to be executed again from a call that is not. */
  public static int again(int bci) {
    return ~bci;
  }

  static boolean isAgain(int bci) {
    return bci < 0;
  }

  @Override
  public int compareTo(ResumePoint other) {
    int order = owner.compareTo(other.owner);
    order = order != 0 ? order : method.compareTo(other.method);
    order = order != 0 ? order : descriptor.compareTo(other.descriptor);
    return order != 0 ? order : Integer.compare(bci, other.bci);
  }
}
