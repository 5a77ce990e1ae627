package org.longstride.kernels.attention.bf16;

import org.longstride.kernels.vector.BfloatKernels;

/**
 * What products of queries and keys become before they are exponents of two: {@code log2(e) * scale
 * * product - shift}, or {@code log2(e) * cap * tanh(scale * product / cap) - shift}. Shifts are
 * whole numbers less a half, as {@link BfloatKernels#weigh} takes them.
 *
 * @param scale factor on products
 * @param cap the largest score; 0: scores stay as they are, and queries have shifts of their own
 */
record Exponents(float scale, float cap) {

  private static final double LOG2_E = 1 / StrictMath.log(2);

  private static final double LARGEST_SHIFT = BfloatKernels.LARGEST_SHIFT;

  /** {@code 2^86}, summed over a million keys, is far from the largest float. */
  private static final int LARGEST_OF_CAPPED = 86;

  boolean isCapped() {
    return cap > 0;
  }

  /** What products are multiplied with for the hyperbolic tangent. */
  float slope() {
    return scale / cap;
  }

  /** What products, or their hyperbolic tangents, are multiplied with. */
  float factor() {
    return (float) (LOG2_E * (isCapped() ? cap : scale));
  }

  /**
   * What is subtracted from a query's exponents.
   *
   * @param product with a key whose score is not far from those of others; where scores are capped,
   *     all queries have the same shift
   */
  float shift(float product) {
    double whole =
        isCapped()
            ? Math.max(0, Math.ceil(factor()) - LARGEST_OF_CAPPED)
            : Math.rint(product * factor());
    return (float) Math.max(-LARGEST_SHIFT, Math.min(LARGEST_SHIFT, whole)) - 0.5f;
  }

  /**
   * A logit's weight beside those of keys.
   *
   * @param logit a score
   * @param shift what is subtracted
   */
  static float weight(float logit, float shift) {
    return (float) StrictMath.pow(2, LOG2_E * logit - shift);
  }
}
