package probe;

/** Constructors of JDK exceptions call the cause's toString: four constructors of the JDK in progress. */
public class P_ctor_jdk_cause {
  static int calls;

  static final class Cause extends Exception {
    final int n;

    Cause(int n, Throwable below) {
      super(below);
      this.n = n;
    }

    @Override
    public String toString() {
      if (++calls % 13 == 0) {
        Pause.here();
      }
      return "c" + n;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      calls += 2;
      if (calls % 11 == 0) {
        Pause.here();
      }
      return this;
    }
  }

  static final class Own extends IllegalStateException {
    private final String tail;

    Own(Throwable cause) {
      super(cause);
      tail = "|" + getMessage();
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 3000; i++) {
      Cause c = new Cause(i, i % 3 == 0 ? null : new Cause(-i, null));
      Own own = new Own(c);
      sum = sum * 31 + own.getMessage().hashCode() + own.tail.length();
      sum += new java.util.concurrent.CompletionException(own.getCause()).getMessage().length();
      sum += new java.lang.reflect.UndeclaredThrowableException(c).getUndeclaredThrowable() == c ? 1 : 0;
      sum += new java.io.UncheckedIOException(new java.io.IOException(c)).getMessage().length();
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
