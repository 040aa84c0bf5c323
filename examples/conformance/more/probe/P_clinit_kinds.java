package probe;

/** Pauses in class initialisers that were triggered in every way. */
public class P_clinit_kinds {
  static String log = "";

  static int pause(String text) {
    log += text;
    Pause.here();
    return text.length();
  }

  static class ByGet {
    static final int X = 40 + pause("get");
    static int y;

    static {
      for (int i = 0; i < 3; i++) {
        y += pause("g" + i) * i;
      }
    }
  }

  static class ByPut {
    static int x;
    static final String S;

    static {
      pause("put");
      S = "s" + x;
    }
  }

  static class ByNew {
    static long wide = pause("new") + (1L << 40);
    final int a;

    ByNew(int a) {
      this.a = a;
    }
  }

  static class ByCall {
    static double d = pause("call") / 2.0;

    static double half() {
      return d;
    }
  }

  static class Base {
    static int base = 7;

    static {
      base += pause("base") + Derived.own;
      Derived.own = 90;
    }
  }

  static class Derived extends Base {
    static int own;
    static int after = own + base;
  }

  static class ByName {
    static Object o = new Object[] {pause("name"), ByNested.z};
  }

  static class ByNested {
    static int z = pause("nested") + ByNested2.z;
  }

  static class ByNested2 {
    static int z = pause("nested2");
  }

  interface WithDefault {
    int K = pause("interface");

    default int k() {
      return K;
    }
  }

  static class Implementing implements WithDefault {}

  static class Failing {
    static int x = pause("fail") / (log.length() - log.length());
  }

  public static void main(String[] args) throws Exception {
    int local = 5;
    System.out.println("FINAL " + (local + ByGet.X) + ByGet.y + log);
    ByPut.x = local * 3;
    System.out.println("FINAL " + ByPut.x + ByPut.S);
    System.out.println("FINAL " + Math.max(local, new ByNew(local).a) + ByNew.wide);
    System.out.println("FINAL " + (local + ByCall.half()));
    System.out.println("FINAL " + Derived.after + Derived.own + Derived.base);
    Class<?> c = Class.forName("probe.P_clinit_kinds$ByName");
    System.out.println("FINAL " + c.getSimpleName() + ((Object[]) ByName.o)[0] + ByNested.z);
    System.out.println("FINAL " + new Implementing().k());
    try {
      System.out.println("FINAL " + Failing.x);
    } catch (ExceptionInInitializerError e) {
      System.out.println("FINAL " + e.getCause());
    }
    try {
      System.out.println("FINAL " + Failing.x);
    } catch (NoClassDefFoundError e) {
      System.out.println("FINAL " + e.getMessage());
    }
    Thread t = new Thread(() -> System.out.println("FINAL " + log));
    t.start();
    t.join();
  }
}
