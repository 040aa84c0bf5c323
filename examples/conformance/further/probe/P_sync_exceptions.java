package probe;

/** Exceptions fly through nested synchronized blocks and methods; no monitor is left, none is lost. */
public class P_sync_exceptions {
  static int calls;
  static final Object A = new Object();
  static final Object B = new int[0];

  static int p(int x) {
    if (++calls % 71 == 0) {
      Pause.here();
    }
    return x;
  }

  static synchronized int deep(int n, Object lock) {
    if (n == 0) {
      throw new ArithmeticException("deep" + p(n));
    }
    synchronized (lock) {
      try {
        return deep(n - 1, lock == A ? B : A) + p(1);
      } catch (ArithmeticException e) {
        synchronized (e) {
          if (p(n) % 3 == 0) {
            return n;
          }
          synchronized (P_sync_exceptions.class) {
            throw e;
          }
        }
      } finally {
        synchronized (A) {
          calls += Thread.holdsLock(lock) ? 2 : 0;
          p(n);
        }
      }
    }
  }

  static int loop(int n) {
    int state = 0;
    for (int i = 0; i < n; i++) {
      Object lock = i % 2 == 0 ? A : B;
      synchronized (lock) {
        if (i == 3) {
          continue;
        }
        synchronized (new Object()) {
          if (i == 7) {
            break;
          }
          try {
            Object nothing = i % 4 == 1 ? null : lock;
            synchronized (nothing) {
              state += p(i);
            }
          } catch (NullPointerException e) {
            state += 100;
          }
        }
      }
      state += Thread.holdsLock(lock) ? 1000 : 0;
    }
    return state;
  }

  public static void main(String[] args) throws Exception {
    Thread other = new Thread(() -> {
      for (int i = 0; i < 4000; i++) {
        synchronized (A) {
          synchronized (B) {
            calls += 0;
          }
        }
      }
    });
    other.start();
    long sum = 0;
    for (int i = 0; i < 1200; i++) {
      synchronized (A) {
        sum = sum * 31 + deep(3 + i % 4, A) + loop(i % 10);
      }
    }
    other.join();
    System.out.println("FINAL " + sum + " " + Thread.holdsLock(A) + Thread.holdsLock(B) + Thread.holdsLock(P_sync_exceptions.class));
  }
}
