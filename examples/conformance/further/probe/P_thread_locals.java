package probe;

import java.util.*;

/** Thread locals with initial values, removals and inheritance over generations of threads. */
public class P_thread_locals {
  static int made;

  static final ThreadLocal<int[]> OWN = ThreadLocal.withInitial(() -> {
    Pause.here();
    return new int[] {5};
  });

  static final InheritableThreadLocal<List<String>> PATH = new InheritableThreadLocal<>() {
    @Override
    protected List<String> initialValue() {
      return new ArrayList<>(List.of("root"));
    }

    @Override
    protected List<String> childValue(List<String> parent) {
      Pause.here();
      List<String> child = new ArrayList<>(parent);
      child.add("c" + made++);
      return child;
    }
  };

  static long descend(int n) {
    int[] own = OWN.get();
    for (int i = 0; i < 30_000; i++) {
      own[0] = own[0] * 31 + i;
      if (i % 10_000 == 5_000) {
        OWN.get()[0] ^= PATH.get().size();
      }
    }
    if (n == 0) {
      return own[0] + PATH.get().toString().hashCode();
    }
    long[] below = new long[1];
    Thread t = new Thread(() -> below[0] = descend(n - 1));
    t.start();
    while (true) {
      try {
        t.join();
        break;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    long result = below[0] * 7 + OWN.get()[0];
    if (n % 2 == 0) {
      OWN.remove();
    }
    return result + OWN.get()[0] + PATH.get().size();
  }

  public static void main(String[] args) {
    OWN.remove();
    PATH.remove();
    System.out.println("FINAL " + descend(6) + PATH.get());
    List<ThreadLocal<Integer>> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int n = i;
      many.add(ThreadLocal.withInitial(() -> n));
    }
    long sum = 0;
    for (int round = 0; round < 300; round++) {
      for (ThreadLocal<Integer> each : many) {
        each.set(each.get() + round);
        sum += each.get();
      }
    }
    System.out.println("FINAL " + sum);
  }
}
