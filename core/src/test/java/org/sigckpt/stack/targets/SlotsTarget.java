package org.sigckpt.stack.targets;

import org.sigckpt.stack.Pause;

/** Locals and operands of every type, alive across a call. */
public final class SlotsTarget {
  private SlotsTarget() {}

  public static Object run() {
    boolean z = true;
    byte b = -3;
    char c = 'x';
    short s = -300;
    int i = Pause.with(1 << 30);
    long j = Long.MIN_VALUE + 5;
    float f = Pause.with(-0.0f);
    double d = Pause.with(Math.PI);
    String text = Pause.with("text");
    int[] array = {1, 2, 3};
    Object nothing = null;
    String sum = text + j(j, i, f, d) + i + j + f + d + z + b + c + s + array[Pause.with(2)];
    long wide = 7L * j + Pause.with(3L) * i(Pause.with(4), Pause.with(5L), Pause.with(6.5));
    array[1] += Pause.with(40);
    return sum + wide + nothing + array[1] + text.length();
  }

  private static double j(long a, int b, float c, double d) {
    double before = a + b;
    Pause.here();
    return before * c + d;
  }

  private static int i(int a, long b, double c) {
    return (int) (a + Pause.with(b) + c);
  }
}
