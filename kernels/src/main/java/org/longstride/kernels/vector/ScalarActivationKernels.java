package org.longstride.kernels.vector;

/** The functions in plain Java: the definition of every bit. */
final class ScalarActivationKernels implements ActivationKernels {

  @Override
  public void softCap(float[] x, int offset, int count, float cap) {
    float slope = Gates.slope(cap);
    for (int i = offset; i < offset + count; i++) {
      x[i] = Gates.saturate(x[i], cap, slope);
    }
  }

  @Override
  public void silu(float[] x, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      x[i] = Gates.gate(x[i], Gates.SILU_LINEAR, 0f);
    }
  }

  @Override
  public void geluTanh(float[] x, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      x[i] = Gates.gate(x[i], Gates.GELU_LINEAR, Gates.GELU_CUBIC);
    }
  }

  @Override
  public void gelu(float[] x, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      x[i] = 0.5f * x[i] * (1f + Erf.erf(x[i] * Erf.SQRT_HALF));
    }
  }
}
