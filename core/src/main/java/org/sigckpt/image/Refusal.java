package org.sigckpt.image;

/**
 * One object that can't be carried.
 *
 * @param message what, why and the remedy
 * @param path how it is reached from a root, as {@code com.acme.Pool.idle -> ArrayDeque.elements ->
 *     Object[2] -> Conn.socket}
 * @param passing whether the program, running on, is about to change that
 */
public record Refusal(String message, String path, boolean passing) {
  @Override
  public String toString() {
    return message + System.lineSeparator() + "  reached by " + path;
  }
}
