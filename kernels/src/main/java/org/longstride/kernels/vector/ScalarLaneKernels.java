package org.longstride.kernels.vector;

import java.util.Arrays;

/**
 * The lane kernels in plain Java: the definition of every bit, and what runs where there is no
 * Vector API.
 */
final class ScalarLaneKernels implements LaneKernels {

  private static final FeatureKernels FEATURES = new ScalarFeatureKernels();

  private static final ActivationKernels ACTIVATIONS = new ScalarActivationKernels();

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
    return new ScalarInterleavedKernels();
  }

  @Override
  public StencilKernels stencils() {
    return new ScalarStencilKernels();
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
    int width = lanes.width();
    for (int r = from; r < to; r++) {
      int at = outOffset + r * width;
      if (!accumulate) {
        Arrays.fill(out, at + lanes.from(), at + lanes.to(), 0f);
      }
      for (int c = 0; c < depth; c++) {
        addScaled(rows[offsets[r] + c], x, xOffset + c * width, out, at, lanes);
      }
    }
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
    int[] offsets = LaneTiles.evenly(rowsOffset, PITCH, count);
    multiply(rows, offsets, 0, count, depth, x, xOffset, lanes, out, outOffset, accumulate);
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
    PackedRows.requireFirst(from);
    Lanes all = Lanes.all(LANES);
    for (int r = from; r < to; r++) {
      int at = outOffset + (r - from) * LANES;
      if (!accumulate) {
        Arrays.fill(out, at, at + LANES, 0f);
      }
      for (int c = fromColumn; c < toColumn; c++) {
        addScaled(rows.get(r, c), x, (c - fromColumn) * LANES, out, at, all);
      }
    }
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
    int width = lanes.width();
    for (int r = from; r < to; r++) {
      addRow(rows, offsets[r], columns, p, r * width, lanes, out, 0);
    }
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
    int width = lanes.width();
    for (int r = 0; r < count; r++) {
      int row = rowsOffset + r * distance;
      addRow(rows, row, columns, p, pOffset + r * width, lanes, out, outOffset);
    }
  }

  /** Adds the lanes, times each element of a row, to as many sums. */
  private static void addRow(
      float[] rows,
      int row,
      int columns,
      float[] p,
      int pOffset,
      Lanes lanes,
      float[] out,
      int outOffset) {
    for (int c = 0; c < columns; c++) {
      addScaled(rows[row + c], p, pOffset, out, outOffset + c * lanes.width(), lanes);
    }
  }

  private static void addScaled(
      float factor, float[] x, int xOffset, float[] out, int outOffset, Lanes lanes) {
    for (int lane = lanes.from(); lane < lanes.to(); lane++) {
      out[outOffset + lane] = Math.fma(factor, x[xOffset + lane], out[outOffset + lane]);
    }
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
    int width = lanes.width();
    boolean rescaled = false;
    for (int lane = lanes.from(); lane < lanes.to(); lane++) {
      float largest = maximum[lane];
      for (int r = from; r < to; r++) {
        int i = scoresOffset + r * width + lane;
        scores[i] = isVisible(visible, r, lane) ? scores[i] * scale : NOTHING;
        largest = Math.max(largest, scores[i]);
      }
      largest = Exp2.round(largest);
      float factor = Exp2.power(maximum[lane] - largest);
      rescaled |= factor != 1f;
      rescale[lane] = factor;
      maximum[lane] = largest;
      float total = sum[lane] * factor;
      for (int r = from; r < to; r++) {
        int i = scoresOffset + r * width + lane;
        float weight = isVisible(visible, r, lane) ? weight(scores[i], largest) : 0f;
        scores[i] = weight;
        total += weight;
      }
      sum[lane] = total;
    }
    return rescaled;
  }

  private static boolean isVisible(long[] visible, int row, int lane) {
    return visible == null || (visible[row] >>> lane & 1) != 0;
  }

  /** 2^(t - maximum), the maximum a whole number. */
  private static float weight(float t, float maximum) {
    float n = Exp2.round(t);
    return Exp2.fraction(t - n) * Exp2.power(n - maximum);
  }

  @Override
  public void scaleRows(
      float[] x, int[] at, int count, int width, float[] factors, float[] out, int[] outAt) {
    scaleColumns(x, at, count, 0, width, factors, out, outAt);
  }

  /** The columns from {@code from} on. */
  void scaleColumns(
      float[] x,
      int[] at,
      int count,
      int from,
      int width,
      float[] factors,
      float[] out,
      int[] outAt) {
    for (int i = 0; i < count; i++) {
      for (int c = from; c < width; c++) {
        out[outAt[i] + c] = x[at[i] + c] * factors[i];
      }
    }
  }

  @Override
  public void copyRows(
      float[] x, int[] at, int count, int width, float[] out, int outOffset, int distance) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(x, at[i], out, outOffset + i * distance, width);
    }
  }

  @Override
  public void softmaxWeights(
      float[] scores, int count, int width, float scale, long[] visible, float[] lse) {
    for (int r = 0; r < count; r++) {
      for (int lane = 0; lane < width; lane++) {
        int i = r * width + lane;
        scores[i] =
            isVisible(visible, r, lane) ? Exp2.exp2(Math.fma(scores[i], scale, -lse[lane])) : 0f;
      }
    }
  }

  @Override
  public String toString() {
    return "scalar";
  }
}
