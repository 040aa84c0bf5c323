package probe;
import java.lang.reflect.*;
import java.util.*;
/** reflection in progress: constructors, varargs, statics, exceptions, proxies, hot accessors */
public class P_reflection {
  public static class A { final String s; public A(String s, int... n) { Pause.here(); this.s = s + n.length; } public A() { this("none"); Pause.here(); } private double d(double x, long y) { Pause.here(); return x + y; } public static boolean st(byte b) { Pause.here(); return b > 0; } public void boom() { Pause.here(); throw new IllegalStateException("boom"); } }
  interface I { int m(int x) throws Exception; default int dm(int x) { Pause.here(); return x * 2; } }
  record R(int a, String b) { R { Pause.here(); if (a < 0) { throw new IllegalArgumentException("neg"); } } }
  public static int hot(int x) { if (x == 30) { Pause.here(); } return x + 1; }
  public static void main(String[] args) throws Exception {
    Constructor<A> c = A.class.getConstructor(String.class, int[].class);
    System.out.println("FINAL " + c.newInstance("x", new int[] {1, 2}).s);
    System.out.println("FINAL " + A.class.getConstructor().newInstance().s + A.class.newInstance().s);
    Method d = A.class.getDeclaredMethod("d", double.class, long.class); d.setAccessible(true); System.out.println("FINAL " + d.invoke(new A("y"), 1.5f, 3));
    System.out.println("FINAL " + A.class.getMethod("st", byte.class).invoke(null, (byte) 1));
    try { A.class.getMethod("boom").invoke(new A("z")); } catch (InvocationTargetException e) { System.out.println("FINAL " + e.getCause().getMessage()); }
    I i = (I) Proxy.newProxyInstance(P_reflection.class.getClassLoader(), new Class<?>[] {I.class}, (p, m, a) -> { Pause.here(); if (m.isDefault()) { return InvocationHandler_invoke(p, m, a); } if ((int) a[0] > 5) { throw new java.io.IOException("io"); } return (int) a[0] + 1; });
    System.out.println("FINAL " + i.m(3) + i.dm(4)); try { i.m(9); } catch (java.io.IOException e) { System.out.println("FINAL " + e.getMessage()); }
    System.out.println("FINAL " + R.class.getDeclaredConstructors()[0].newInstance(4, "r")); try { R.class.getDeclaredConstructors()[0].newInstance(-4, "r"); } catch (InvocationTargetException e) { System.out.println("FINAL " + e.getCause()); }
    Method hot = P_reflection.class.getMethod("hot", int.class); int s = 0; for (int k = 0; k < 40; k++) { s += (int) hot.invoke(null, k); } System.out.println("FINAL " + s);
  }
  static Object InvocationHandler_invoke(Object p, Method m, Object[] a) throws Exception { try { return java.lang.invoke.MethodHandles.privateLookupIn(I.class, java.lang.invoke.MethodHandles.lookup()).unreflectSpecial(m, I.class).bindTo(p).invokeWithArguments(a); } catch (Throwable t) { throw new RuntimeException(t); } }
}
