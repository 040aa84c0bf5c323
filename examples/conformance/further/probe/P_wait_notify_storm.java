package probe;

/** Eight threads pass tokens by wait, notify, notifyAll and timed waits; none is lost. */
public class P_wait_notify_storm {
  static final class Ring {
    int turn;
    long hash;
    final int size;

    Ring(int size) {
      this.size = size;
    }

    synchronized void pass(int me, int i) throws InterruptedException {
      while (turn != me) {
        if (i % 3 == 0) {
          wait(60_000);
        } else if (i % 3 == 1) {
          wait();
        } else {
          wait(3_600_000, 5);
        }
      }
      hash = hash * 31 + me;
      turn = (turn + 1) % size;
      notifyAll();
    }
  }

  static final class Box {
    Integer item;

    synchronized void put(int v) throws InterruptedException {
      while (item != null) {
        wait();
      }
      item = v;
      notify();
    }

    synchronized int take() throws InterruptedException {
      while (item == null) {
        wait();
      }
      int v = item;
      item = null;
      notify();
      return v;
    }
  }

  public static void main(String[] args) throws Exception {
    Ring ring = new Ring(6);
    Box box = new Box();
    long[] sum = new long[1];
    Thread[] threads = new Thread[8];
    for (int t = 0; t < 8; t++) {
      int me = t;
      threads[t] = new Thread(() -> {
        try {
          for (int i = 0; i < (me < 6 ? 120 : 1200); i++) {
            if (me < 6) {
              ring.pass(me, i);
              if (me == 2 && i % 50 == 20) {
                Pause.here();
              }
            } else if (me == 6) {
              box.put(i);
            } else {
              sum[0] = sum[0] * 31 + box.take();
            }
          }
        } catch (InterruptedException e) {
          sum[0] = -1;
        }
      });
      threads[t].start();
    }
    for (Thread each : threads) {
      each.join();
    }
    System.out.println("FINAL " + ring.hash + " " + sum[0]);
  }
}
