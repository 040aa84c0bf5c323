package scimark;

import jnt.scimark2.FFT;
import jnt.scimark2.LU;
import jnt.scimark2.MonteCarlo;
import jnt.scimark2.Random;
import jnt.scimark2.SOR;
import jnt.scimark2.SparseCompRow;

/**
 * Drives the five unmodified SciMark kernels for a fixed number of steps and prints the exact bits
 * they computed.
 *
 * <p>SciMark's own main class prints speeds, which no two runs share; this one prints no time. The
 * only argument is the number of steps.
 */
public final class Kernels {
  private static final int SIZE = 4096;

  private final Random random = new Random(101010);
  private long checksum = 17;

  private Kernels() {}

  /** Runs all kernels in turn, once per step, one line each. */
  public static void main(String[] args) {
    int steps = args.length > 0 ? Integer.parseInt(args[0]) : 48;
    Kernels kernels = new Kernels();
    for (int step = 1; step <= steps; step++) {
      kernels.fft(step);
      kernels.sor(step);
      kernels.monteCarlo(step);
      kernels.sparse(step);
      kernels.lu(step);
    }
  }

  private void fft(int step) {
    double[] data = vector(2 * SIZE);
    for (int i = 0; i < 400; i++) {
      FFT.transform(data);
      FFT.inverse(data);
    }
    report(step, "fft", data);
  }

  private void sor(int step) {
    double[][] grid = matrix(200);
    SOR.execute(1.25, grid, 1_000);
    report(step, "sor", grid);
  }

  private void monteCarlo(int step) {
    report(step, "monte-carlo", new double[] {MonteCarlo.integrate(4_000_000 + step)});
  }

  private void sparse(int step) {
    int rowLength = 5;
    double[] values = vector(SIZE * rowLength);
    int[] columns = new int[SIZE * rowLength];
    int[] rows = new int[SIZE + 1];
    for (int row = 0; row < SIZE; row++) {
      rows[row + 1] = rows[row] + rowLength;
      for (int i = 0; i < rowLength; i++) {
        columns[rows[row] + i] = i * Math.max(1, row / rowLength);
      }
    }
    double[] result = new double[SIZE];
    SparseCompRow.matmult(result, values, rows, columns, vector(SIZE), 3_000);
    report(step, "sparse", result);
  }

  private void lu(int step) {
    double[][] matrix = matrix(500);
    int[] pivot = new int[500];
    int status = LU.factor(matrix, pivot);
    double[] right = vector(500);
    LU.solve(matrix, pivot, right);
    checksum = checksum * 31 + status;
    report(step, "lu", right);
  }

  private double[] vector(int length) {
    double[] vector = new double[length];
    random.nextDoubles(vector);
    return vector;
  }

  private double[][] matrix(int size) {
    double[][] matrix = new double[size][];
    for (int i = 0; i < size; i++) {
      matrix[i] = vector(size);
    }
    return matrix;
  }

  private void report(int step, String kernel, double[]... results) {
    for (double[] row : results) {
      for (double value : row) {
        checksum = checksum * 31 + Double.doubleToLongBits(value);
      }
    }
    System.out.println(step + " " + kernel + " " + Long.toHexString(checksum));
  }
}
