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
      int[] lanes,
      int lanesAt,
      int depth,
      float[] keys,
      int width,
      int[] keyAt,
      int first,
      int count,
      int shift,
      float[] scores,
      int at) {
    VectorQuadScores.multiply(
        q, queryAt, lanes, lanesAt, depth, keys, width, keyAt, first, count, shift, scores, at);
  }

  @Override
  public void softmaxStep(
      float[] scores,
      int at,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    VectorQuadSoftmax.step(
        scores, at, count, scale, visible, visibleAt, maximum, sum, lanes, lanesAt);
  }

  @Override
  public void weigh(
      float[] weights,
      int at,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] lanes,
      int lanesAt) {
    if (columns < STEP) {
      SCALAR.weigh(
          weights, at, weightAt, values, rows, first, count, shift, columns, out, outAt, sum, lanes,
          lanesAt);
      return;
    }
    int done =
        VectorQuadValues.weigh(
            weights, at, weightAt, values, rows, first, count, shift, columns, out, outAt, sum,
            lanes, lanesAt);
    if (done < columns) {
      ScalarQuadKernels.weigh(
          weights, at, weightAt, values, rows, first, count, shift, columns, done, columns, out,
          outAt, lanes, lanesAt);
    }
  }

  /** Does what is less than a vector. */
  private static final ScalarQuadKernels SCALAR = new ScalarQuadKernels();
}
