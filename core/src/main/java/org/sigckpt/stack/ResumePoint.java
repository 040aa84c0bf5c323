package org.sigckpt.stack;

/**
 * A place where a method may be re-entered.
 *
 * @param owner internal name of the declaring class
 * @param bci of the invoke instruction in progress, in the woven method
 */
public record ResumePoint(String owner, String method, String descriptor, int bci)
    implements Comparable<ResumePoint> {
  @Override
  public int compareTo(ResumePoint other) {
    int order = owner.compareTo(other.owner);
    order = order != 0 ? order : method.compareTo(other.method);
    order = order != 0 ? order : descriptor.compareTo(other.descriptor);
    return order != 0 ? order : Integer.compare(bci, other.bci);
  }
}
