package probe;

/** Operand stacks a dozen deep with long, double, float and references between the calls. */
public class P_opstack_wide_deep {
  static int calls;

  static int p(int x) {
    if (++calls % 67 == 0) {
      Pause.here();
    }
    return x;
  }

  static long l(int x) {
    return p(x) + (1L << 40);
  }

  static double d(int x) {
    return p(x) * 1.5;
  }

  static float f(int x) {
    return p(x) / 2f;
  }

  static String many(int a, long b, String c, double d, byte e, float f, char g, Object h, boolean i, short j, long k, int[] m) {
    return a + "," + b + c + d + e + f + g + h + i + j + k + m.length;
  }

  static double expression(int n, double y) {
    return l(n) * (d(n) + f(2) * (l(1) - (p(3) + d(4) * (f(5) - (l(6) % 7 + (p(n) - d(1) / (f(3) + (l(2) >> 3))))))));
  }

  public static void main(String[] args) {
    double sum = 0;
    long text = 0;
    long[][] grid = new long[4][4];
    for (int i = 0; i < 2000; i++) {
      sum += expression(i, sum) / 1e12;
      text = text * 31 + many(p(i), l(i), "s" + p(1), d(i), (byte) p(i), f(i), (char) p('a' + i % 20), new int[] {p(1)}.length, p(1) == 1, (short) p(i), l(2), new int[] {p(1), p(2)}).hashCode();
      grid[p(i & 3)][p(i >> 2 & 3)] += l(i) ^ grid[p(1)][p(2)]++;
      text += grid[i & 3][p(2)] *= p(3);
      int[] a = {1, 2, 3};
      int k = 0;
      a[k++] = a[k] = p(k++) + k;
      text += a[0] + a[1] * 10 + k;
    }
    System.out.println("FINAL " + sum + " " + text + " " + calls);
  }
}
