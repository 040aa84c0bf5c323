package probe;
import java.security.*;
import java.util.*;
import java.util.concurrent.*;
/** doPrivileged, Callable adapters, Timer, FutureTask, ThreadLocal, uncaught handlers */
public class P_privileged {
  static int p(int x) { Pause.here(); return x; }
  @SuppressWarnings("removal")
  public static void main(String[] a) throws Exception {
    System.out.println("FINAL " + AccessController.doPrivileged((PrivilegedAction<Integer>) () -> p(1)));
    try { AccessController.doPrivileged((PrivilegedExceptionAction<Integer>) () -> { p(2); throw new java.io.IOException("e"); }); } catch (PrivilegedActionException e) { System.out.println("FINAL " + e.getCause()); }
    FutureTask<Integer> f = new FutureTask<>(() -> p(3)); f.run(); System.out.println("FINAL " + f.get());
    FutureTask<Integer> g = new FutureTask<>(() -> { p(3); throw new IllegalStateException("g"); }); g.run(); try { g.get(); } catch (ExecutionException e) { System.out.println("FINAL " + e.getCause().getMessage()); }
    Thread t = new Thread(() -> { throw new RuntimeException("u" + p(4)); }); StringBuilder seen = new StringBuilder(); t.setUncaughtExceptionHandler((th, e) -> { p(5); seen.append(e.getMessage()); }); t.start(); t.join(); System.out.println("FINAL " + seen);
    Timer timer = new Timer(); CountDownLatch latch = new CountDownLatch(1); timer.schedule(new TimerTask() { public void run() { p(6); latch.countDown(); } }, 5); latch.await(); timer.cancel(); System.out.println("FINAL timer");
    Object o = new Object() { protected Object clone() throws CloneNotSupportedException { return super.clone(); } };
    ScheduledExecutorService s = Executors.newScheduledThreadPool(1); System.out.println("FINAL " + s.schedule(() -> p(7), 3, TimeUnit.MILLISECONDS).get()); s.shutdown(); System.out.println("FINAL " + s.awaitTermination(5, TimeUnit.SECONDS));
    InheritableThreadLocal<String> itl = new InheritableThreadLocal<>() { protected String childValue(String v) { p(8); return v + "c"; } }; itl.set("v"); String[] got = new String[1]; Thread u = new Thread(() -> got[0] = itl.get()); u.start(); u.join(); System.out.println("FINAL " + got[0]);
  }
}
