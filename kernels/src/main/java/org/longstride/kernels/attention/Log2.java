package org.longstride.kernels.attention;

/**
 * Logarithms to base 2 that are the same bits on every machine, by the area hyperbolic tangent's
 * series.
 */
public final class Log2 {

  /** The logarithm of e to base 2. */
  public static final float E = 1.44269504f;

  private static final double SQRT_2 = 1.4142135623730951;

  private Log2() {}

  /** The logarithm to base 2 of a positive normal float, right to float32's precision. */
  public static float of(float x) {
    int exponent = Math.getExponent(x);
    double mantissa = x / StrictMath.scalb(1.0, exponent);
    if (mantissa > SQRT_2) {
      mantissa /= 2;
      exponent++;
    }
    double s = (mantissa - 1) / (mantissa + 1);
    double square = s * s;
    double sum = 0;
    for (int odd = 13; odd >= 1; odd -= 2) {
      sum = sum * square + 1.0 / odd;
    }
    return (float) (exponent + 2.8853900817779268 * s * sum);
  }
}
