package org.longstride.kernels.vector;

/** The functions on the Vector API. */
final class VectorActivationKernels implements ActivationKernels {

  @Override
  public void softCap(float[] x, int offset, int count, float cap) {
    int to = offset + count;
    int done = VectorExp2.saturate(x, offset, to, cap, Gates.slope(cap));
    SCALAR.softCap(x, done, to - done, cap);
  }

  @Override
  public void silu(float[] x, int offset, int count) {
    int to = offset + count;
    int done = VectorExp2.gate(x, offset, to, Gates.SILU_LINEAR, 0f);
    SCALAR.silu(x, done, to - done);
  }

  @Override
  public void geluTanh(float[] x, int offset, int count) {
    int to = offset + count;
    int done = VectorExp2.gate(x, offset, to, Gates.GELU_LINEAR, Gates.GELU_CUBIC);
    SCALAR.geluTanh(x, done, to - done);
  }

  @Override
  public void gelu(float[] x, int offset, int count) {
    int to = offset + count;
    int done = VectorErf.gelu(x, offset, to);
    SCALAR.gelu(x, done, to - done);
  }

  /** Finishes what is less than a vector. */
  private static final ScalarActivationKernels SCALAR = new ScalarActivationKernels();
}
