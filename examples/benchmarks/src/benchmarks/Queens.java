package benchmarks;

/** Counts the solutions of the N-queens problem: recursion, branches and small objects. */
public final class Queens {
  private final int size;
  private long solutions;

  private Queens(int size) {
    this.size = size;
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += solutions(12 + i % 2);
    }
    System.out.println("queens " + sum);
  }

  /** Returns the number of ways to place the queens. */
  public static long solutions(int size) {
    Queens queens = new Queens(size);
    queens.place(0, null);
    return queens.solutions;
  }

  private void place(int row, Placed placed) {
    if (row == size) {
      solutions++;
      return;
    }
    for (int column = 0; column < size; column++) {
      if (isFree(row, column, placed)) {
        place(row + 1, new Placed(row, column, placed));
      }
    }
  }

  private static boolean isFree(int row, int column, Placed placed) {
    for (Placed other = placed; other != null; other = other.next) {
      if (other.column == column || Math.abs(other.column - column) == row - other.row) {
        return false;
      }
    }
    return true;
  }

  private record Placed(int row, int column, Placed next) {}
}
