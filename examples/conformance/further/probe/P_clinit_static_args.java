package probe;

/** Initialisers triggered by static calls with arguments, by reflection, and of the main class itself; pauses between. */
public class P_clinit_static_args {
  static long spin;
  static final int OWN = work(3);

  static int work(int n) {
    for (int i = 0; i < n * 30_000; i++) {
      spin = spin * 31 + i;
    }
    return n;
  }

  static class Wide {
    static long base = work(4);

    static double mix(int a, long b, double c, String d) {
      return base + a * 2 + b * 3 + c * 4 + d.length();
    }
  }

  static class Reflected {
    static int base = work(5);

    public static String twice(String s) {
      return s + s + base;
    }
  }

  static class Made {
    static int base = work(6);
    final String text;

    public Made(String text) {
      this.text = text + base;
    }
  }

  interface Api {
    int K = work(2);

    static int of(int a, int b) {
      return K * a + b;
    }
  }

  public static void main(String[] args) throws Exception {
    String local = "local";
    Pause.here();
    System.out.println("FINAL " + OWN + local + Wide.mix(1, 2L, 3.5, local + args.length));
    System.out.println("FINAL " + Reflected.class.getMethod("twice", String.class).invoke(null, local));
    System.out.println("FINAL " + Made.class.getConstructor(String.class).newInstance("made").text);
    System.out.println("FINAL " + (args.length + Api.of(4, local.length())));
    Pause.here();
    System.out.println("FINAL " + spin);
  }
}
