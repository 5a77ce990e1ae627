package org.longstride.kernels.vector;

import jdk.incubator.vector.VectorSpecies;

/** The quad kernels on the Vector API. */
final class VectorQuadKernels implements QuadKernels {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  @Override
  public void scores(
      float[] q,
      int[] queryAt,
      int depth,
      float[] keys,
      int width,
      int[] keyAt,
      int first,
      int count,
      int shift,
      float[] scores) {
    VectorQuadScores.multiply(q, queryAt, depth, keys, width, keyAt, first, count, shift, scores);
  }

  @Override
  public void softmaxStep(
      float[] scores,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int[] state) {
    VectorQuadSoftmax.step(scores, count, scale, visible, visibleAt, maximum, sum, state);
  }

  @Override
  public void weigh(
      float[] weights,
      int stride,
      int[] weightAt,
      float[] values,
      int[] valueAt,
      int[] keys,
      int first,
      int count,
      int shift,
      int columns,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] state) {
    if (columns < STEP) {
      SCALAR.weigh(
          weights, stride, weightAt, values, valueAt, keys, first, count, shift, columns, out,
          outAt, sum, state);
      return;
    }
    int done =
        VectorQuadValues.weigh(
            weights, stride, weightAt, values, valueAt, keys, first, count, shift, columns, out,
            outAt, sum, state);
    if (done < columns) {
      ScalarQuadKernels.weigh(
          weights, stride, weightAt, values, valueAt, keys, first, count, shift, done, columns, out,
          outAt);
    }
  }

  /** Does what is less than a vector. */
  private static final ScalarQuadKernels SCALAR = new ScalarQuadKernels();
}
