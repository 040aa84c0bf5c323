package probe;

import java.security.*;

/** doPrivileged in every shape, nested, with exceptions. */
@SuppressWarnings("removal")
public class P_privileged_nested {
  static int calls;

  static int p(int x) {
    if (++calls % 37 == 0) {
      Pause.here();
    }
    return x;
  }

  static long down(int n) throws Exception {
    if (n == 0) {
      return p(1);
    }
    if (n % 4 == 3) {
      return AccessController.doPrivileged((PrivilegedExceptionAction<Long>) () -> {
        if (p(n) > 30) {
          throw new java.io.IOException("thirty" + n);
        }
        return down(n - 1) + p(2);
      });
    }
    if (n % 4 == 2) {
      return AccessController.doPrivileged(new PrivilegedExceptionAction<Long>() {
        @Override
        public Long run() throws Exception {
          return down(n - 1) * p(3);
        }
      }, AccessController.getContext());
    }
    return AccessController.doPrivileged((PrivilegedAction<Long>) () -> {
      try {
        return down(n - 1) + p(1);
      } catch (Exception e) {
        return (long) e.toString().length();
      }
    });
  }

  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (int i = 0; i < 500; i++) {
      try {
        sum = sum * 31 + down(i % 40);
      } catch (PrivilegedActionException e) {
        sum += e.getException().getMessage().hashCode();
      }
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
