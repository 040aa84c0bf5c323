package benchmarks;

/** Does nothing, so it shows what starting a JVM, with or without the agent, takes. */
public final class Empty {
  private Empty() {}

  public static void main(String[] args) {
    System.out.println("empty");
  }
}
