package probe;

import java.util.*;

/** Hash codes, locks and conditions of class objects, strings, boxed numbers and arrays used as monitors. */
public class P_notify_exact {
  static int turns;

  static void meet(Object monitor, int rounds) throws InterruptedException {
    int[] turn = new int[1];
    Thread other = new Thread(() -> {
      try {
        for (int i = 0; i < rounds; i++) {
          synchronized (monitor) {
            while (turn[0] % 2 == 0) {
              monitor.wait();
            }
            turn[0]++;
            monitor.notifyAll();
          }
        }
      } catch (InterruptedException e) {
        turns = -1000;
      }
    });
    other.start();
    for (int i = 0; i < rounds; i++) {
      synchronized (monitor) {
        while (turn[0] % 2 == 1) {
          monitor.wait();
        }
        turn[0]++;
        if (i == rounds / 2) {
          Pause.here();
        }
        monitor.notifyAll();
      }
    }
    other.join();
    turns += turn[0];
  }

  enum One { ONLY }

  public static void main(String[] args) throws Exception {
    List<Object> monitors = List.of(P_notify_exact.class, new int[2], "a string " + args.length, new long[0][0], One.ONLY, new Object() {}, new Thread(), (Runnable) () -> {}, new Random(3), Collections.synchronizedList(new ArrayList<>()));
    int hashes = 0;
    for (Object each : monitors) {
      int before = System.identityHashCode(each);
      meet(each, 150);
      hashes += before == System.identityHashCode(each) ? 1 : 0;
    }
    System.out.println("FINAL " + turns + " " + hashes + " " + One.ONLY.hashCode() / (One.ONLY.hashCode() + 1));
  }
}
