package probe;

/** A superclass constructor calls an overridden method while fields of the subclass are not set. */
public class P_ctor_virtual_in_super {
  static int calls;

  static class Base {
    final String text;
    final long wide;

    Base(int n) {
      text = describe(n);
      wide = n * 10L + text.length();
    }

    String describe(int n) {
      return "base" + n;
    }
  }

  static class Sub extends Base {
    final int own;
    String late = "late";
    final Object[] parts = {late, this, text};

    Sub(int n) {
      super(n + 1);
      own = n;
      if (calls % 5 == 0) {
        Pause.here();
      }
    }

    @Override
    String describe(int n) {
      if (++calls % 9 == 0) {
        Pause.here();
      }
      return own + late + n;
    }
  }

  static final class SubSub extends Sub {
    private final Runnable self = () -> late += own;

    SubSub(int n) {
      super(n * 2);
      self.run();
    }

    SubSub(String s) {
      this(s.length());
      late += s;
    }
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 5000; i++) {
      Sub s = i % 3 == 0 ? new SubSub("x".repeat(i % 7)) : i % 3 == 1 ? new SubSub(i) : new Sub(i);
      sum = sum * 31 + s.text.hashCode() + s.late.hashCode() + s.wide + (s.parts[1] == s ? 7 : 0) + s.own;
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
