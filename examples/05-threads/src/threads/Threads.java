package threads;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs more than twenty threads in every state a Java thread can be in, and prints sums that do not
 * depend on how they were scheduled.
 *
 * <p>Each {@link Scene} owns its threads and its data, checks its own invariants, and returns one
 * number. The scenes run side by side; their results are printed in a fixed order when all of them
 * are over. The only argument is the number of rounds, which scales the run time: about 100 ms
 * each.
 */
public final class Threads {
  private Threads() {}

  /** Runs all scenes; exits with status 1 if an invariant was broken. */
  public static void main(String[] args) throws InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 150;
    List<Scene> scenes =
        List.of(
            new ComputeScene(rounds),
            new SleepScene(rounds),
            new WaitNotifyScene(rounds),
            new PoolScene(rounds),
            new SchedulerScene(rounds),
            new QueueScene(rounds),
            new BarrierScene(rounds),
            new FutureScene(rounds),
            new SortUnderLockScene(rounds),
            new ConditionScene(rounds));
    List<SceneThread> threads = new ArrayList<>();
    for (Scene scene : scenes) {
      SceneThread thread = new SceneThread(scene);
      threads.add(thread);
      thread.start();
    }
    boolean sound = true;
    for (SceneThread thread : threads) {
      thread.join();
      System.out.println(thread.line());
      sound &= thread.isSound();
    }
    System.out.println(sound ? "all invariants held" : "an invariant was BROKEN");
    System.exit(sound ? 0 : 1);
  }
}
