package probe;

/** System.exit in the middle of everything: hooks run, one of them pauses, daemons and the main thread do not go on. */
public class P_exit_in_hook {
  static volatile long spin;

  public static void main(String[] args) throws Exception {
    Thread daemon = new Thread(() -> {
      while (true) {
        spin++;
      }
    });
    daemon.setDaemon(true);
    daemon.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("FINAL hook " + (spin > 0))));
    while (spin < 1000) {
      Thread.onSpinWait();
    }
    Pause.here();
    new Thread(() -> {
      try {
        System.out.println("FINAL exit");
        System.exit(0);
      } finally {
        System.out.println("FINAL never");
      }
    }).start();
    synchronized (daemon) {
      while (true) {
        daemon.wait();
      }
    }
  }
}
