package probe;

/** Exceptions and return values pending while finally blocks compute, loop, throw and continue. */
public class P_finally_pending {
  static int calls;

  static int p(int x) {
    if (++calls % 53 == 0) {
      Pause.here();
    }
    return x;
  }

  static class Own extends RuntimeException {
    final int n;

    Own(int n) {
      super("own" + n, null, false, false);
      this.n = n;
    }
  }

  static long work(int n) {
    long x = n;
    for (int i = 0; i < 50; i++) {
      x = x * 31 + p(i);
    }
    return x;
  }

  @SuppressWarnings("finally")
  static long shape(int n) {
    long state = n;
    for (int i = 0; ; i++) {
      try {
        try {
          try {
            if (n % 4 == 1) {
              throw new Own(p(n));
            }
            if (n % 4 == 2) {
              return work(n);
            }
            state += i;
          } finally {
            state += work(1);
            if (n % 8 == 2) {
              throw new Own(p(8));
            }
          }
        } catch (Own e) {
          state += e.n;
          if (e.n == 8) {
            throw new IllegalStateException("again" + p(2), e);
          }
        } finally {
          state ^= work(2);
          if (i < 2) {
            continue;
          }
        }
        return state;
      } catch (IllegalStateException e) {
        return state + e.getCause().getMessage().length();
      } finally {
        if (n % 16 == 3 && i > 3) {
          return -state;
        }
        state += p(i);
      }
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 300; i++) {
      sum = sum * 31 + shape(i);
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
