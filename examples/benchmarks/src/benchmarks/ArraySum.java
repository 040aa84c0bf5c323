package benchmarks;

/** Sums an int array: a loop the JIT compiler vectorises, as long as the poll in it lets it. */
public final class ArraySum {
  private ArraySum() {}

  public static void main(String[] args) {
    int[] numbers = numbers(1 << 14);
    long total = 0;
    for (int i = 0; i < 900_000; i++) {
      numbers[i & 1023] = i;
      total += sum(numbers);
    }
    System.out.println("array-sum " + total);
  }

  /** Returns reproducible numbers. */
  public static int[] numbers(int length) {
    int[] numbers = new int[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = i * 31 % 1009;
    }
    return numbers;
  }

  /** Returns the sum, with int overflow. */
  public static int sum(int[] numbers) {
    int sum = 0;
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }
}
