package probe;

import java.util.*;

/** Long work in the initialiser of an enum whose constants exist already. */
public class P_clinit_enum {
  static int calls;
  static long spin;

  static int p(int x) {
    calls++;
    for (int i = 0; i < 20_000; i++) {
      spin += i ^ x;
    }
    Pause.here();
    return x;
  }

  enum Plain {
    A(p(1)),
    B(p(2)) {
      @Override
      int twice() {
        return p(n) * 2 + 1;
      }
    },
    C(A.n + p(3));

    static final Map<Integer, Plain> BY_NUMBER = new HashMap<>();
    static final EnumMap<Plain, String> NAMES = new EnumMap<>(Plain.class);
    final int n;

    static {
      for (Plain each : values()) {
        BY_NUMBER.put(p(each.n), each);
        NAMES.put(each, each.name() + each.twice());
      }
    }

    Plain(int n) {
      this.n = n;
    }

    int twice() {
      return n * 2;
    }
  }

  public static void main(String[] args) {
    System.out.println("FINAL " + Plain.BY_NUMBER.get(4) + Plain.NAMES + Plain.valueOf("B").twice());
    System.out.println("FINAL " + EnumSet.allOf(Plain.class) + Plain.B.getDeclaringClass().getSimpleName() + (Plain.BY_NUMBER.get(2) == Plain.B) + calls);
    switch (Plain.BY_NUMBER.get(1)) {
      case A -> System.out.println("FINAL a" + p(5));
      default -> System.out.println("FINAL other");
    }
  }
}
