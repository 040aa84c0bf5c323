package bigheaps;

/**
 * A linked list of many nodes, 10 million unless told otherwise: the heap that no recursive
 * serialiser survives.
 */
public final class LongList {
  private LongList() {}

  private static final class Node {
    final long value;
    final Node next;

    Node(long value, Node next) {
      this.value = value;
      this.next = next;
    }
  }

  /** Arguments: node count, seconds to linger, {@code busy} or {@code sleep}. */
  public static void main(String[] args) throws InterruptedException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000_000;
    Linger linger = Linger.parse(args, 1);
    Node head = null;
    for (long i = 0; i < count; i++) {
      head = new Node(i * 0x9E3779B97F4A7C15L, head);
    }
    long built = checksum(head);
    System.out.println("built list nodes=" + count + " checksum=" + Long.toHexString(built));
    linger.run();
    Verdict.print(built, checksum(head));
  }

  private static long checksum(Node head) {
    long sum = 1;
    for (Node node = head; node != null; node = node.next) {
      sum = sum * 31 + node.value;
    }
    return sum;
  }
}
