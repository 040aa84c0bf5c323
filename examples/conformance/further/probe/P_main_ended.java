package probe;

/** The main thread ends first; others go on, the last of them decides when the program ends; daemons do not count. */
public class P_main_ended {
  public static void main(String[] args) {
    Thread main = Thread.currentThread();
    Thread daemon = new Thread(() -> {
      synchronized (main) {
        while (true) {
          try {
            main.wait(1000);
          } catch (InterruptedException e) {
            return;
          }
        }
      }
    });
    daemon.setDaemon(true);
    daemon.start();
    new Thread(() -> {
      try {
        main.join();
      } catch (InterruptedException e) {
        return;
      }
      Pause.here();
      long x = 1;
      for (int i = 0; i < 3_000_000; i++) {
        x = x * 31 + i;
      }
      Pause.here();
      System.out.println("FINAL " + x + main.isAlive() + main.getState() + main.getName() + daemon.isAlive());
    }, "heir").start();
  }
}
