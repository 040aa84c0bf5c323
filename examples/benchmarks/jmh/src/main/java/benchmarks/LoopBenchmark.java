package benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does the agent slow down compiled code once it is warm?
 *
 * <p>Microseconds per call, less is better. Run it twice, without and with the agent, and read the
 * ratio of the two scores; a single score says nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LoopBenchmark {
  private final double[][] left = MatrixMultiply.matrix(100, 3);
  private final double[][] right = MatrixMultiply.matrix(100, 7);
  private final int[] numbers = ArraySum.numbers(1 << 14);
  private int argument = 20;

  /** Calls only: what a poll at a method's entry costs. */
  @Benchmark
  public long fibonacci() {
    return Fibonacci.fibonacci(argument);
  }

  /** Nested counted loops. */
  @Benchmark
  public double[][] matrixMultiply() {
    return MatrixMultiply.multiply(left, right);
  }

  /** A loop that is vectorised. */
  @Benchmark
  public int arraySum() {
    return ArraySum.sum(numbers);
  }

  /** JDK code and boxing. */
  @Benchmark
  public long hashMapLoop() {
    return HashMapLoop.count(10_000, 500);
  }

  /** Short-lived objects that scalar replacement would remove. */
  @Benchmark
  public long stringBuilding() {
    return StringBuilding.build(1_000, argument);
  }

  /** One switch in one loop. */
  @Benchmark
  public int bytecodeLoop() {
    return BytecodeLoop.run(10_000);
  }

  /** Recursion with small objects. */
  @Benchmark
  public long queens() {
    return Queens.solutions(8);
  }
}
