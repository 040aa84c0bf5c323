package probe;

import java.util.*;

/** What the program sees of its main thread: name, id, group, loader, priority, join and interrupt by others. */
public class P_main_thread {
  public static void main(String[] args) throws Exception {
    Thread me = Thread.currentThread();
    String before = describe(me);
    Map<Thread, String> known = new HashMap<>(Map.of(me, "me"));
    ThreadLocal<String> local = ThreadLocal.withInitial(() -> "fresh");
    local.set("kept");
    Pause.here();
    boolean[] joined = new boolean[1];
    Thread other = new Thread(() -> {
      joined[0] = me.isAlive() && me.getState() != Thread.State.NEW;
      me.interrupt();
    });
    other.start();
    boolean interrupted = false;
    try {
      synchronized (me) {
        while (true) {
          me.wait(60_000);
        }
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    other.join();
    Thread[] all = new Thread[50];
    int count = me.getThreadGroup().enumerate(all);
    boolean listed = Arrays.asList(all).subList(0, count).contains(me);
    Pause.here();
    System.out.println("FINAL " + before.equals(describe(me)) + known.get(Thread.currentThread()) + local.get() + joined[0] + interrupted + listed + Thread.holdsLock(me));
  }

  static String describe(Thread t) {
    return t.getName() + t.getId() + t.getThreadGroup().getName() + t.getPriority() + t.isDaemon() + t.getContextClassLoader().getName() + (t.getUncaughtExceptionHandler() == t.getThreadGroup());
  }
}
