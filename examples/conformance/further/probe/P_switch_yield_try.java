package probe;

/** Switch expressions that yield out of try, synchronized and loops, while operands wait below. */
public class P_switch_yield_try {
  static int calls;

  static int p(int x) {
    if (++calls % 59 == 0) {
      Pause.here();
    }
    return x;
  }

  enum Kind { ONE, TWO, THREE, FOUR }

  static long value(Kind kind, Object lock, int n) {
    int v = p(n) * 1000 + switch (kind) {
      case ONE -> {
        try {
          if (p(n) % 5 == 0) {
            throw new IllegalStateException("five");
          }
          yield p(1) + 5;
        } catch (IllegalStateException e) {
          yield e.getMessage().length();
        } finally {
          p(2);
        }
      }
      case TWO -> {
        synchronized (lock) {
          for (int i = 0; ; i++) {
            if (i == p(3)) {
              yield i * 2;
            }
          }
        }
      }
      case THREE -> p(3) > n ? p(4) : switch (n % 3) {
        case 0 -> p(5);
        case 1 -> {
          long s = 0;
          do {
            s += p(6);
          } while (s < 20);
          yield (int) s;
        }
        default -> throw new ArithmeticException("n" + p(n));
      };
      default -> (int) value(Kind.ONE, lock, n + 1) + p(7);
    };
    return (long) v + (v > 3 ? p(8) : p(9));
  }

  static String text(Object o) {
    return "<" + switch (o.toString()) {
      case "Aa", "BB" -> "same hash" + p(1);
      case "C#" -> {
        String s = "";
        while (s.length() < p(4)) {
          s += p(2);
        }
        yield s;
      }
      default -> o;
    } + ">" + p(3);
  }

  public static void main(String[] args) {
    long sum = 0;
    for (int i = 0; i < 3000; i++) {
      try {
        sum = sum * 31 + value(Kind.values()[i % 4], args, i) + text(i % 3 == 0 ? "BB" : i % 3 == 1 ? "C#" : (Object) i).hashCode();
      } catch (ArithmeticException e) {
        sum += e.getMessage().hashCode();
      }
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
