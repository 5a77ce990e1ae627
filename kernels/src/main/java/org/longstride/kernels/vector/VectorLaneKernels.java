package org.longstride.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The lane kernels on the Vector API, in the widest vectors that the machine likes. */
final class VectorLaneKernels implements LaneKernels {

  private static final VectorSpecies<Float> SPECIES = VectorGemm.SPECIES;
  private static final int STEP = SPECIES.length();

  private static final FeatureKernels FEATURES = new VectorFeatureKernels();

  private static final ActivationKernels ACTIVATIONS = new VectorActivationKernels();

  @Override
  public ActivationKernels activations() {
    return ACTIVATIONS;
  }

  @Override
  public FeatureKernels features() {
    return FEATURES;
  }

  @Override
  public InterleavedKernels interleaved() {
    return new VectorInterleavedKernels();
  }

  @Override
  public StencilKernels stencils() {
    return new VectorStencilKernels();
  }

  @Override
  public void multiply(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int depth,
      float[] x,
      int xOffset,
      Lanes lanes,
      float[] out,
      int outOffset,
      boolean accumulate) {
    VectorGemm.multiply(
        rows, offsets, from, to, depth, x, xOffset, lanes, out, outOffset, accumulate);
  }

  @Override
  public void multiply(
      float[] rows,
      int rowsOffset,
      int count,
      int depth,
      float[] x,
      int xOffset,
      Lanes lanes,
      float[] out,
      int outOffset,
      boolean accumulate) {
    VectorGemm.multiply(
        rows, rowsOffset, count, depth, x, xOffset, lanes, out, outOffset, accumulate);
  }

  @Override
  public void multiply(
      PackedRows rows,
      int from,
      int to,
      int fromColumn,
      int toColumn,
      float[] x,
      float[] out,
      int outOffset,
      boolean accumulate) {
    VectorGemmPacked.multiply(rows, from, to, fromColumn, toColumn, x, out, outOffset, accumulate);
  }

  @Override
  public void multiplyTransposed(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int columns,
      float[] p,
      Lanes lanes,
      float[] out) {
    VectorGemmTransposed.multiply(rows, offsets, from, to, columns, p, lanes, out);
  }

  @Override
  public void multiplyTransposed(
      float[] rows,
      int rowsOffset,
      int distance,
      int count,
      int columns,
      float[] p,
      int pOffset,
      Lanes lanes,
      float[] out,
      int outOffset) {
    VectorGemmTransposed.multiply(
        rows, rowsOffset, distance, count, columns, p, pOffset, lanes, out, outOffset);
  }

  @Override
  public boolean softmaxStep(
      float[] scores,
      int scoresOffset,
      int from,
      int to,
      Lanes lanes,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    return VectorSoftmax.step(
        scores, scoresOffset, from, to, lanes, scale, visible, maximum, sum, rescale);
  }

  @Override
  public void scaleRows(
      float[] x, int[] at, int count, int width, float[] factors, float[] out, int[] outAt) {
    int whole = SPECIES.loopBound(width);
    for (int i = 0; i < count; i++) {
      FloatVector factor = FloatVector.broadcast(SPECIES, factors[i]);
      int from = at[i];
      int to = outAt[i];
      for (int c = 0; c < whole; c += STEP) {
        FloatVector.fromArray(SPECIES, x, from + c).mul(factor).intoArray(out, to + c);
      }
    }
    SCALAR.scaleColumns(x, at, count, whole, width, factors, out, outAt);
  }

  @Override
  public void copyRows(
      float[] x, int[] at, int count, int width, float[] out, int outOffset, int distance) {
    PitchedRows.copy(x, at, 0, count, 0, width, out, outOffset, distance);
  }

  @Override
  public void softmaxWeights(
      float[] scores, int count, int width, float scale, long[] visible, float[] lse) {
    VectorSoftmax.hide(scores, 0, 0, count, Lanes.all(width), scale, visible);
    FEATURES.exponentials(scores, count, width, scale, lse, 0, new float[width]);
  }

  /** Finishes what is less than a vector. */
  private static final ScalarLaneKernels SCALAR = new ScalarLaneKernels();

  @Override
  public String toString() {
    return "Vector API, " + SPECIES.vectorBitSize() + " bits";
  }
}
