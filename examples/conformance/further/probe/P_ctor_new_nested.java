package probe;

/** Objects under construction on the operand stack below others, with wide values between. */
public class P_ctor_new_nested {
  static int calls;

  static int p(int x) {
    if (++calls % 31 == 0) {
      Pause.here();
    }
    return x;
  }

  static double d(int x) {
    return p(x) / 4.0;
  }

  static final class Node {
    final Node left;
    final long weight;
    final double share;
    final Node right;

    Node(Node left, long weight, double share, Node right) {
      this.left = left;
      this.weight = weight;
      this.share = share;
      this.right = right;
    }

    double sum() {
      return weight * share + (left == null ? 0 : left.sum()) - (right == null ? 0 : right.sum() / 3);
    }
  }

  static Node tree(int n) {
    return n == 0 ? null : new Node(tree(n - 1), p(n) * 1000L, d(n), n % 2 == 0 ? new Node(null, p(n), d(p(3)), tree(n / 2)) : tree(n - 2 < 0 ? 0 : n - 2));
  }

  public static void main(String[] args) {
    double sum = 0;
    for (int i = 0; i < 300; i++) {
      sum += new Node(new Node(null, p(1) + 5L, d(2), tree(3)), p(7) * (long) p(i), d(i) + new Node(tree(4), p(3), d(1), null).sum(), tree(i % 9)).sum();
      sum += new StringBuilder("n" + p(i)).append(new String(new char[] {(char) p('a'), (char) p('b')})).append(new long[p(2)][p(3)].length).length();
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
