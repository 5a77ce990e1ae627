package org.longstride.kernels.vector;

/**
 * The numbers behind the gates {@code x / (1 + 2^(x (linear + cubic x^2)))}. The hyperbolic tangent
 * of GELU's approximation is a logistic function of twice its argument, so it is a gate too.
 */
final class Gates {

  static final float SILU_LINEAR = -Exp2.LOG2_E;

  /** -2 sqrt(2/pi) log2(e). */
  static final float GELU_LINEAR = -2.3022082f;

  /** -2 sqrt(2/pi) 0.044715 log2(e). */
  static final float GELU_CUBIC = -0.10294324f;

  private Gates() {}

  static float gate(float x, float linear, float cubic) {
    float t = Math.fma(x * x, cubic, linear) * x;
    return x / (Exp2.exp2(t) + 1f);
  }

  /** 2 log2(e) / cap: the slope at which {@code cap tanh(x / cap)} saturates, in powers of two. */
  static float slope(float cap) {
    return 2 * Exp2.LOG2_E / cap;
  }

  static float saturate(float x, float cap, float slope) {
    return -2 * cap / (Exp2.exp2(x * slope) + 1f) + cap;
  }
}
