package org.sigckpt.samples;

/** Prints the stack that an exception from {@code Object.wait} shows, JDK frames left out. */
public final class HiddenTarget {
  private HiddenTarget() {}

  public static void main(String[] arguments) throws InterruptedException {
    try {
      new Object().wait();
    } catch (IllegalMonitorStateException e) {
      for (StackTraceElement frame : e.getStackTrace()) {
        if (!frame.getClassName().startsWith("java.lang.")) {
          String owner = frame.getClassName();
          System.out.println(
              owner.substring(owner.lastIndexOf('.') + 1) + "." + frame.getMethodName());
        }
      }
    }
  }
}
