package org.longstride.kernels.vector;

/**
 * How both implementations compute powers of two: {@code 2^t = p(t - n) * 2^n}, where n is t
 * rounded to a whole number and p a polynomial of degree 6 that is off by at most 2e-9 (a Remez fit
 * on [-1/2, 1/2], relative error). The whole part only moves the exponent, so shifting it is exact.
 */
final class Exp2 {

  static final float LOG2_E = 1.44269504f;

  /** Adding and subtracting this rounds a float below 2^22 to a whole number, to even on a tie. */
  static final float ROUNDER = 12582912f;

  /** Bits of {@link #ROUNDER} plus the smallest exponent, which stands for 0. */
  static final int LOWEST = Float.floatToRawIntBits(ROUNDER) - 127;

  /** Bits of {@link #ROUNDER} plus the largest exponent. */
  static final int HIGHEST = Float.floatToRawIntBits(ROUNDER) + 127;

  /**
   * Adding this to a whole number that is at most 0 leaves the biased exponent of that power of two
   * in the last bits.
   */
  static final float BIASED_ROUNDER = ROUNDER + 127;

  /** Bits of {@link #BIASED_ROUNDER} plus the exponent that stands for 0. */
  static final int ZERO = Float.floatToRawIntBits(ROUNDER);

  static final float P0 = 1.0f;
  static final float P1 = 0.6931472f;
  static final float P2 = 0.24022646f;
  static final float P3 = 0.055503286f;
  static final float P4 = 0.009618489f;
  static final float P5 = 0.0013399931f;
  static final float P6 = 0.00015345812f;

  private Exp2() {}

  static float round(float t) {
    return (t + ROUNDER) - ROUNDER;
  }

  /** 2^f for f in [-1/2, 1/2]. */
  static float fraction(float f) {
    float p = Math.fma(P6, f, P5);
    p = Math.fma(p, f, P4);
    p = Math.fma(p, f, P3);
    p = Math.fma(p, f, P2);
    p = Math.fma(p, f, P1);
    return Math.fma(p, f, P0);
  }

  /** 2^n for a whole number n; 0 below -126, 2^127 above 127. */
  static float power(float n) {
    return Float.intBitsToFloat(((int) Math.min(Math.max(n, -127f), 127f) + 127) << 23);
  }

  /** 2^t. */
  static float exp2(float t) {
    float n = round(t);
    return fraction(t - n) * power(n);
  }
}
