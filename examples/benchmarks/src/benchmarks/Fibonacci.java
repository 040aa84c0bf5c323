package benchmarks;

/** Naive Fibonacci: nothing but calls, so it shows what a poll at every method entry costs. */
public final class Fibonacci {
  private Fibonacci() {}

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 14; i++) {
      sum += fibonacci(39 + (i & 1));
    }
    System.out.println("fibonacci " + sum);
  }

  /** Returns the n-th Fibonacci number, by two recursive calls. */
  public static long fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }
}
