package probe;

import java.io.*;

/** Exceptions with thousands of causes and suppressed ones, printed and serialised while it goes on. */
public class P_causes_huge {
  static int calls;

  static class Link extends Exception {
    final int n;

    Link(int n, Throwable cause) {
      super("l" + n, cause);
      this.n = n;
      if (n % 100 == 0) {
        Pause.here();
      }
    }
  }

  static Throwable chain(int n) {
    Throwable last = null;
    for (int i = 0; i < n; i++) {
      last = new Link(i, last);
      if (i % 10 == 3) {
        last.addSuppressed(new Link(-i, last.getCause()));
      }
    }
    return last;
  }

  static int depth(Throwable t) {
    int depth = 0;
    for (Throwable each = t; each != null; each = each.getCause()) {
      depth += 1 + each.getSuppressed().length * 10;
    }
    return depth;
  }

  public static void main(String[] args) throws Exception {
    long sum = 0;
    for (int i = 0; i < 6; i++) {
      Throwable t = chain(2000 + i);
      sum = sum * 31 + depth(t);
      StringWriter text = new StringWriter();
      chain(40).printStackTrace(new PrintWriter(text) {
        @Override
        public void println(Object line) {
          if (++calls % 50 == 0) {
            Pause.here();
          }
          super.println(line);
        }
      });
      sum += text.toString().lines().filter(line -> line.contains("l1")).count();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(chain(60));
      }
      Throwable back = (Throwable) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
        @Override
        protected Class<?> resolveClass(ObjectStreamClass c) throws IOException, ClassNotFoundException {
          return Class.forName(c.getName(), false, P_causes_huge.class.getClassLoader());
        }
      }.readObject();
      sum += depth(back);
    }
    System.out.println("FINAL " + sum);
  }
}
