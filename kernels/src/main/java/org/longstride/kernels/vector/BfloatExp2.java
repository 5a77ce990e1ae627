package org.longstride.kernels.vector;

/**
 * How both implementations compute powers of two that are rounded to bfloat16: {@code 2^(n + f +
 * 1/2) = p(f) * 2^n} with a whole n and f in [-1/2, 1/2]. The polynomial is off by at most 7.5e-5,
 * a fiftieth of what rounding may be (a Remez fit of degree 3, relative error). It lies between 1
 * and 2, where half a unit of the last place is 2^-8: with that added beforehand, leaving the lower
 * half of the bits away rounds to the nearest, on a tie away from zero.
 */
final class BfloatExp2 {

  /** Adding this rounds a float below 2^22; the last bits are then n as a biased exponent. */
  static final float ROUNDER = Exp2.ROUNDER + 127;

  /** Bits of the sum of which n stands for 0. */
  static final int ZERO = Float.floatToRawIntBits(Exp2.ROUNDER);

  /** Bits of the sum of which n stands for infinity. */
  static final int INFINITE = ZERO + 255;

  /** The bits of a bfloat16 number among those of a float. */
  static final int UPPER = 0xffff0000;

  private static final float HALF_UNIT = 1f / 256;

  static final float P0 = 1.4141118f + HALF_UNIT;
  static final float P1 = 0.9804191f;
  static final float P2 = 0.34310395f;
  static final float P3 = 0.078024522f;

  private BfloatExp2() {}

  /** What takes a shift, a whole number less 1/2, from an exponent and rounds it to n. */
  static float rounder(float shift) {
    return ROUNDER - (shift + 0.5f);
  }

  /** 2^(product * factor - shift), rounded. */
  static float exp2(float product, float factor, float rounder) {
    float t = Math.fma(product, factor, rounder);
    float f = Math.fma(product, factor, rounder - t);
    float p = Math.fma(P3, f, P2);
    p = Math.fma(p, f, P1);
    p = Math.fma(p, f, P0);
    int n = Math.min(Math.max(Float.floatToRawIntBits(t), ZERO), INFINITE);
    p *= Float.intBitsToFloat(n << 23);
    return Float.intBitsToFloat(Float.floatToRawIntBits(p) & UPPER);
  }
}
