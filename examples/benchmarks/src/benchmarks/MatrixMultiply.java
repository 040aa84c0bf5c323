package benchmarks;

/** Dense matrix product: nested counted loops over doubles. */
public final class MatrixMultiply {
  private MatrixMultiply() {}

  public static void main(String[] args) {
    double[][] left = matrix(600, 3);
    double[][] right = matrix(600, 7);
    double sum = 0;
    for (int i = 0; i < 90; i++) {
      sum += multiply(left, right)[i][i];
    }
    System.out.println("matrix-multiply " + Double.doubleToLongBits(sum));
  }

  /** Returns a square matrix of small reproducible numbers. */
  public static double[][] matrix(int size, int seed) {
    double[][] matrix = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        matrix[row][column] = (row * 31 + column * 17 + seed) % 101 / 10.0;
      }
    }
    return matrix;
  }

  /** Returns the product of two square matrices of the same size. */
  public static double[][] multiply(double[][] left, double[][] right) {
    int size = left.length;
    double[][] product = new double[size][size];
    for (int row = 0; row < size; row++) {
      for (int k = 0; k < size; k++) {
        double factor = left[row][k];
        for (int column = 0; column < size; column++) {
          product[row][column] += factor * right[k][column];
        }
      }
    }
    return product;
  }
}
