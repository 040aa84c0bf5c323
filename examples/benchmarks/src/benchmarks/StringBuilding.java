package benchmarks;

/** Builds and hashes short strings: StringBuilder objects that escape analysis used to remove. */
public final class StringBuilding {
  private StringBuilding() {}

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 90; i++) {
      sum += build(1_000_000, i);
    }
    System.out.println("string-building " + sum);
  }

  /** Returns a sum over the hash codes of the strings built. */
  public static long build(int count, int seed) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      StringBuilder builder = new StringBuilder();
      builder.append("key-").append(seed).append('/').append(i).append(i % 3 == 0 ? "-fizz" : "-");
      sum += builder.toString().hashCode();
    }
    return sum;
  }
}
