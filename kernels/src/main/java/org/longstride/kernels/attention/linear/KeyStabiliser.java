package org.longstride.kernels.attention.linear;

/**
 * The running maximum over keys. Sums are kept in units of a whole power of two near it, so that
 * moving them to a larger maximum is exact; what the rounding of the exponent left out is kept
 * apart, for epsilon's sake.
 */
final class KeyStabiliser {

  /** The exponent before any key was seen. */
  static final float NOTHING = -1e30f;

  /** Beyond this, powers of two have no float. */
  private static final float LAST = 126;

  private final FeatureMap.Kind kind;
  private float largest = NOTHING;
  private float exponent;
  private float unit;

  /** Before any key was seen. */
  KeyStabiliser(FeatureMap.Kind kind) {
    this.kind = kind;
    exponent = kind == FeatureMap.Kind.RELU ? 0 : NOTHING;
    unit = kind == FeatureMap.Kind.RELU ? 1 : 0;
  }

  /** Takes a key's largest score, times log2(e), into account. */
  void see(float score) {
    if (kind == FeatureMap.Kind.RELU || score <= largest) {
      return;
    }
    largest = score;
    exponent = (float) Math.rint(score);
    unit = kind == FeatureMap.Kind.SOFTMAX ? power2(score - exponent) : power(-exponent);
  }

  /** The exponent of the power of two in whose units sums are kept: a whole number. */
  float exponent() {
    return exponent;
  }

  /** How much 1 in the reference's units is in units of {@code 2^exponent}. */
  float unit() {
    return unit;
  }

  private static float power2(float fraction) {
    return (float) StrictMath.pow(2, fraction);
  }

  /** {@code 2^n} for a whole number n; 0 below -126, 2^126 above. */
  static float power(float n) {
    return n < -LAST ? 0 : Math.scalb(1f, (int) Math.min(n, LAST));
  }
}
