package org.longstride.kernels.vector;

/** The interleaved kernels on the Vector API. */
final class VectorInterleavedKernels implements InterleavedKernels {

  @Override
  public void scores(
      float[] x,
      int xAt,
      float[] keys,
      int keysAt,
      int count,
      int depth,
      float[] scores,
      int at,
      boolean accumulate) {
    VectorInterleavedScores.multiply(x, xAt, keys, keysAt, count, depth, scores, at, accumulate);
  }

  @Override
  public void weigh(
      float[] weights,
      int weightsAt,
      int count,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at,
      boolean accumulate) {
    VectorInterleavedValues.weigh(
        weights, weightsAt, count, values, valuesAt, features, out, at, accumulate);
  }
}
