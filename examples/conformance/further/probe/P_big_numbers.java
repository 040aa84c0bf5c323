package probe;

import java.math.*;

/** Long computations inside the JDK without a callback: powers, roots, primes, decimals, arrays. */
public class P_big_numbers {
  public static void main(String[] args) {
    BigInteger f = BigInteger.ONE;
    for (int i = 1; i <= 1500; i++) {
      f = f.multiply(BigInteger.valueOf(i));
    }
    Pause.here();
    BigInteger p = BigInteger.valueOf(2).pow(4423).subtract(BigInteger.ONE);
    System.out.println("FINAL " + f.hashCode() + " " + f.bitLength() + " " + f.toString().length());
    Pause.here();
    System.out.println("FINAL " + BigInteger.valueOf(3).modPow(p.shiftRight(3000), p).hashCode() + " " + f.sqrt().hashCode());
    BigDecimal e = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; i < 250; i++) {
      term = term.divide(BigDecimal.valueOf(i), 500, RoundingMode.HALF_EVEN);
      e = e.add(term);
    }
    System.out.println("FINAL " + e.toString().hashCode() + " " + e.sqrt(new MathContext(200)).hashCode());
    Pause.here();
    System.out.println("FINAL " + BigInteger.valueOf(1L << 60).nextProbablePrime() + " " + f.gcd(p.add(BigInteger.ONE)).bitLength());
  }
}
