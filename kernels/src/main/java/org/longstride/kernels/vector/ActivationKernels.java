package org.longstride.kernels.vector;

/** The functions that models apply to one number after another: activations, and caps of scores. */
public interface ActivationKernels {

  /**
   * {@code x = cap * tanh(x / cap)} for {@code count} elements from {@code offset} (Gemma 2's
   * soft-capping).
   */
  void softCap(float[] x, int offset, int count, float cap);

  /** {@code x = x / (1 + e^-x)} for {@code count} elements from {@code offset} (SiLU, swish). */
  void silu(float[] x, int offset, int count);

  /**
   * {@code x = x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))} for {@code count} elements from
   * {@code offset} (GELU, Hendrycks and Gimpel 2016, in the approximation that GPT-2 uses).
   */
  void geluTanh(float[] x, int offset, int count);

  /** {@code x = x Phi(x)} for {@code count} elements from {@code offset} (GELU, exact form). */
  void gelu(float[] x, int offset, int count);
}
