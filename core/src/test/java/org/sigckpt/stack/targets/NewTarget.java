package org.sigckpt.stack.targets;

import org.sigckpt.stack.Pause;

/** Objects that are not yet initialised, and constructors in progress. */
public final class NewTarget {
  private NewTarget() {}

  public static Object run() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      long before = Pause.with(7L);
      Pair pair =
          new Pair(
              new Pair("l", Pause.with(i), 1.5f),
              Pause.with(2) + (i > 0 ? Pause.with(1) : new Pair("x", Pause.with(3), 2f).number),
              Pause.with(2.5f));
      out.append(before).append(pair);
      out.append(new Sub(Pause.with("sub"), i).toString());
    }
    return out.toString();
  }

  static class Pair {
    final Object left;
    final int number;
    final float real;
    final boolean flag;
    final byte small;
    final long wide;
    final double big;
    final char letter;
    final short half;

    Pair(Object left, int number, float real) {
      Pause.here();
      this.left = left;
      this.number = number;
      this.real = Pause.with(real);
      this.flag = number == 2;
      this.small = (byte) (number - Pause.with(5));
      this.wide = number + Pause.with(1L << 40);
      this.big = Pause.with(0.5) + real;
      this.letter = 'c';
      this.half = -3;
      Pause.here();
    }

    @Override
    public String toString() {
      return "(" + left + number + real + flag + small + wide + big + letter + half + ")";
    }
  }

  static final class Sub extends Pair {
    final int[] more;
    String text;

    Sub(String name, int length) {
      super(name.concat("!"), length + 5, 3f);
      text = name;
      int[] filled = new int[length + 1];
      for (int i = 0; i <= length; i++) {
        filled[i] = Pause.with(i);
      }
      more = filled;
      Pause.here();
    }

    @Override
    public String toString() {
      return super.toString() + more.length + text + more[more.length - 1];
    }
  }
}
