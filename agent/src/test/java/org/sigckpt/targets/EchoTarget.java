package org.sigckpt.targets;

import java.io.IOException;

/** Reads standard input byte by byte, so that nothing of the next life's is in a buffer. */
public final class EchoTarget {
  private EchoTarget() {}

  private static String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = System.in.read(); c != '\n' && c >= 0; c = System.in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  public static void main(String[] arguments) throws IOException {
    System.out.println("read " + line());
    System.out.print("no newline yet, ");
    Pauses.here();
    System.out.println("read " + line());
    System.out.println("read " + line());
    System.out.println("at the end: " + System.in.read());
  }
}
