package org.longstride.kernels.vector;

/** The stencil's kernels on the Vector API. */
final class VectorStencilKernels implements StencilKernels {

  @Override
  public void scores(
      float[] x,
      int xAt,
      float[] keys,
      int keyAt,
      int width,
      int count,
      int steps,
      int depth,
      float[] scores,
      int at) {
    VectorStencilScores.multiply(x, xAt, keys, keyAt, width, count, steps, depth, scores, at);
  }

  @Override
  public void weigh(
      float[] weights,
      int weightsAt,
      int[] places,
      int[] ends,
      int shift,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at) {
    VectorStencilValues.weigh(
        weights, weightsAt, places, ends, shift, values, valuesAt, features, out, at);
  }
}
