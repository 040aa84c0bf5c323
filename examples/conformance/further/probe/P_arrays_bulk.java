package probe;

import java.util.*;

/** Loops over Arrays.fill, arraycopy, equals, hashCode, mismatch; overlapping copies, and copies that fail half way. */
public class P_arrays_bulk {
  public static void main(String[] args) {
    long sum = 0;
    int[] ints = new int[40_000];
    long[] longs = new long[20_000];
    Object[] refs = new Object[10_000];
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < 400; i++) {
      Arrays.fill(ints, i);
      for (int k = 0; k < 100; k++) {
        ints[k * 300] = k ^ i;
      }
      System.arraycopy(ints, 0, ints, 100, ints.length - 100);
      Arrays.fill(longs, i % longs.length, longs.length, i * 3L);
      Arrays.fill(refs, 0, i, "r" + i);
      System.arraycopy(refs, 5, refs, 0, refs.length - 5);
      Arrays.fill(bytes, (byte) i);
      bytes[i * 7 % bytes.length] = 1;
      sum = sum * 31 + Arrays.hashCode(ints) + Arrays.hashCode(longs) + Arrays.hashCode(bytes);
      sum += Arrays.mismatch(bytes, new byte[bytes.length]) + (Arrays.equals(ints, ints.clone()) ? 1 : 0);
      Object[] mixed = {"a", "b", 3, "d"};
      String[] strings = new String[4];
      try {
        System.arraycopy(mixed, 0, strings, 0, 4);
      } catch (ArrayStoreException e) {
        sum += strings[1].length() + (strings[2] == null ? 5 : 0);
      }
      long[][] grid = new long[30][40];
      for (long[] row : grid) {
        Arrays.setAll(row, x -> x * 3L);
      }
      sum += Arrays.deepHashCode(grid) + Arrays.stream(grid).mapToLong(r -> r[7]).sum();
      if (i % 100 == 50) {
        Pause.here();
      }
    }
    System.out.println("FINAL " + sum + " " + refs[3] + refs[9_999]);
  }
}
