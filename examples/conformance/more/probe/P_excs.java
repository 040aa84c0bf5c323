package probe;
/** exception handlers of all shapes, monitors in loops, nested finally */
public class P_excs {
  static StringBuilder log = new StringBuilder();
  static int p(int x) { Pause.here(); log.append(x); return x; }
  static void t(int x) { Pause.here(); throw new IllegalStateException("t" + x); }
  static class Res implements AutoCloseable { final int n; Res(int n) { this.n = p(n); } public void close() { p(n + 10); if (n == 2) { throw new RuntimeException("close"); } } }
  static int nested(int k) { for (int i = 0; ; i++) { try { try { if (i == k) { return p(i); } t(i); } finally { p(5); if (i == 1) { continue; } } } catch (IllegalStateException e) { p(6); } finally { p(7); } } }
  static int monitors() { int s = 0; Object a = new Object(), b = new Object(); for (int i = 0; i < 3; i++) { synchronized (i % 2 == 0 ? a : b) { synchronized (b) { if (i == 1) { s += p(2); continue; } try { t(1); } catch (IllegalStateException e) { synchronized (a) { s += p(3); if (Thread.holdsLock(b)) { s += 100; } } } } if (i == 2) { break; } s += Thread.holdsLock(b) ? 1000 : 0; } } return s; }
  static double wide(long x, double y) { return x * p(2) + y / p(4) + (x > 3 ? p(1) * 2.5 : -p(3)) - (float) p(8); }
  static synchronized int syncd(int n) { if (n == 0) { t(9); } try { return syncd(n - 1) + 1; } catch (IllegalStateException e) { p(n); if (n < 3) { throw e; } return -1; } }
  static String sw(Object o) { return switch (p(((String) o).length())) { case 1 -> { try { yield "one" + p(1); } finally { p(0); } } case 2 -> o + "" + p(2); default -> { int z = 0; do { z += p(1); } while (z < 2); yield "d" + z; } }; }
  public static void main(String[] a) throws Exception {
    System.out.println("FINAL " + nested(3)); System.out.println("FINAL " + monitors()); System.out.println("FINAL " + wide(5, 1.5)); System.out.println("FINAL " + syncd(4));
    System.out.println("FINAL " + sw("x") + sw("yy") + sw("zzz"));
    try (Res r = new Res(1); Res q = new Res(2)) { t(3); } catch (IllegalStateException e) { System.out.println("FINAL " + e.getMessage() + e.getSuppressed().length); }
    int[] arr = {1, 2, 3}; arr[p(1)] += p(4); arr[p(2)]++; long[][] m = new long[p(2)][p(3)]; m[p(1)][p(2)] = p(7) << p(2); System.out.println("FINAL " + arr[1] + arr[2] + m[1][2]);
    String s = "a"; s += p(1) + s + p(2); System.out.println("FINAL " + s + log);
    boolean bb = p(1) == 1 & p(2) > 5 | p(3) == 3 && p(4) == 4; char c = (char) ('a' + p(2)); byte y = (byte) p(300); System.out.println("FINAL " + bb + c + y + (Object) (bb ? p(1) : 2.0));
    outer: for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) { try { if (j == 1) { continue outer; } if (i == 2) { break outer; } } finally { p(i * 10 + j); } } } System.out.println("FINAL " + log);
    assertThrows();
  }
  static void assertThrows() { Throwable last = null; for (int i = 0; i < 2; i++) { try { try { t(i); } finally { if (last != null) { t(5); } } } catch (Throwable e) { e.addSuppressed(last == null ? new Error("none") : last); last = e; p(i); } } System.out.println("FINAL " + last.getMessage() + last.getSuppressed()[0].getMessage() + last.getStackTrace()[0].getMethodName() + (last.getStackTrace().length > 2)); }
}
