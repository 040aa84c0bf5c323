package probe;

import java.util.function.*;

/** Inner classes four deep, local and anonymous classes that capture locals, qualified super constructors. */
public class P_inner_chain {
  static int calls;

  static int p(int x) {
    if (++calls % 61 == 0) {
      Pause.here();
    }
    return x;
  }

  int a = 1;

  class B {
    int b = a + p(1);

    class C {
      long c = b + p(2) + a;

      class D {
        double d = c + p(b) + P_inner_chain.this.a / 2.0;

        double all() {
          return a + b * 10 + c * 100 + d * p(1);
        }
      }

      D make() {
        return new D();
      }
    }
  }

  class Sub extends B.C {
    Sub(B b) {
      b.super();
      c += p(9);
    }

    @Override
    D make() {
      B.C outer = this;
      return outer.new D() {
        final int extra = p(5);

        @Override
        double all() {
          return super.all() + extra + a;
        }
      };
    }
  }

  static IntSupplier local(int n, String s) {
    long wide = n * 3L;
    class Counter implements IntSupplier {
      int count = p(n);

      @Override
      public int getAsInt() {
        class Step {
          int next() {
            return count += s.length() + (int) wide + p(1);
          }
        }
        return new Step().next() + new Object() {
          int twice = p(count) * 2;
        }.twice;
      }
    }
    return new Counter();
  }

  public static void main(String[] args) {
    double sum = 0;
    for (int i = 0; i < 1500; i++) {
      P_inner_chain o = new P_inner_chain();
      o.a = p(i);
      B b = o.new B();
      sum += b.new C().make().all() + o.new Sub(b).make().all();
      IntSupplier s = local(i, "abc");
      sum += s.getAsInt() + s.getAsInt();
    }
    System.out.println("FINAL " + sum + " " + calls);
  }
}
