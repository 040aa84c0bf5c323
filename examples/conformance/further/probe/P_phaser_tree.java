package probe;

import java.util.concurrent.*;
import java.util.concurrent.atomic.*;

/** A tree of phasers with onAdvance callbacks, parties that come and go, and termination. */
public class P_phaser_tree {
  public static void main(String[] args) throws Exception {
    AtomicLong advanced = new AtomicLong();
    Phaser root = new Phaser() {
      @Override
      protected boolean onAdvance(int phase, int parties) {
        if (phase % 40 == 20) {
          Pause.here();
        }
        advanced.set(advanced.get() * 31 + phase * 7L + parties);
        return phase >= 119;
      }
    };
    long[] sums = new long[6];
    Thread[] threads = new Thread[6];
    Phaser[] children = {new Phaser(root), new Phaser(root)};
    for (int t = 0; t < 6; t++) {
      int me = t;
      Phaser mine = children[t % 2];
      mine.register();
      threads[t] = new Thread(() -> {
        for (int i = 0; ; i++) {
          for (int k = 0; k < 500; k++) {
            sums[me] = sums[me] * 31 + k + i;
          }
          if (mine.arriveAndAwaitAdvance() < 0) {
            break;
          }
        }
      });
    }
    for (Thread each : threads) {
      each.start();
    }
    for (Thread each : threads) {
      each.join();
    }
    System.out.println("FINAL " + advanced + " " + root.isTerminated() + (root.getPhase() & Integer.MAX_VALUE));
  }
}
