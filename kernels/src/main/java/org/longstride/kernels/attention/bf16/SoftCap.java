package org.longstride.kernels.attention.bf16;

/**
 * What becomes of scores before they are exponents: {@code cap * tanh(score / cap) - shift}.
 *
 * @param cap the largest score; 0: scores stay as they are, and queries have shifts of their own
 */
record SoftCap(float cap) {

  /** {@code e^60}, summed over a million keys, is far from the largest float. */
  private static final float LARGEST_EXPONENT = 60;

  boolean isCapped() {
    return cap > 0;
  }

  /** What is subtracted from every capped score. */
  float shift() {
    return Math.max(0, cap - LARGEST_EXPONENT);
  }
}
