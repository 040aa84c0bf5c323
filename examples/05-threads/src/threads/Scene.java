package threads;

/**
 * A group of threads that work on something together, with a result that every schedule must give.
 */
interface Scene {
  /** Names the scene in the output. */
  String name();

  /**
   * Runs the scene to its end, on the calling thread and on threads of its own, all of which are
   * over on return.
   *
   * @return a number that depends on the round count alone
   */
  long play() throws Exception;

  /** Counts the invariants seen broken; to be read after {@link #play()}. */
  int violations();
}
