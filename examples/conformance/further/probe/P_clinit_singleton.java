package probe;

import java.util.*;

/** An initialiser that makes objects of its own class and works with them. */
public class P_clinit_singleton {
  static int p(int x) {
    Pause.here();
    return x;
  }

  static class Registry {
    static final Registry INSTANCE = new Registry("first");
    static final List<Registry> ALL = new ArrayList<>(List.of(INSTANCE));
    static int count = 10;
    static final int LATE;
    final String name;
    final int number;

    static {
      long sum = 0;
      for (int i = 0; i < 12; i++) {
        Registry each = new Registry("r" + i);
        ALL.add(each);
        synchronized (each) {
          sum += each.number + p(i);
        }
      }
      LATE = (int) sum;
    }

    Registry(String name) {
      this.name = name;
      this.number = p(++count);
    }
  }

  static class Sub extends Registry {
    static final Sub ONLY = new Sub();
    static final Registry OTHER = ONLY.link();

    Sub() {
      super("sub" + p(3));
    }

    Registry link() {
      return p(2) == 2 ? this : null;
    }
  }

  interface Holder {
    Holder NONE = new Holder() {
      @Override
      public int get() {
        return p(7);
      }
    };
    int VALUE = NONE.get() + p(1);

    int get();
  }

  public static void main(String[] args) {
    System.out.println("FINAL " + Registry.LATE + " " + Registry.ALL.size() + Registry.INSTANCE.name + Registry.INSTANCE.number);
    System.out.println("FINAL " + Sub.ONLY.name + (Sub.OTHER == Sub.ONLY) + Registry.count);
    System.out.println("FINAL " + Holder.VALUE + Holder.NONE.get());
  }
}
