package org.sigckpt.agent;

/**
 * A set of texts that is filled once.
 *
 * <p>No {@code HashSet}: some thousand calls before the program runs would leave their types in the
 * profile of {@code HashMap}, and the compiler would then make slower code of the program's own
 * maps, for as long as it runs.
 */
final class NameTable {
  private final String[] slots;

  /**
   * @param lines each ends with a newline
   * @param countAtMost how many there may be
   */
  NameTable(String lines, int countAtMost) {
    slots = new String[Integer.highestOneBit(countAtMost) << 2];
    int start = 0;
    for (int end; (end = lines.indexOf('\n', start)) >= 0; start = end + 1) {
      String name = lines.substring(start, end);
      slots[slotOf(name)] = name;
    }
  }

  boolean contains(String name) {
    return slots[slotOf(name)] != null;
  }

  /** Returns where the name is, or an empty slot where it would be. */
  private int slotOf(String name) {
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 15) & slots.length - 1;
    while (slots[slot] != null && !slots[slot].equals(name)) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }
}
