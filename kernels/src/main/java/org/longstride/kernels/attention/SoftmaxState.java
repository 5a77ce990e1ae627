package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.longstride.kernels.vector.Lanes;

/**
 * What a tile has gathered of its keys so far: for each lane the weighted sum of values, the sum of
 * weights, and the whole power of two that both are to be multiplied with.
 */
final class SoftmaxState {

  private static final int LANES = LaneKernels.LANES;

  /** The lanes' exponents, whole numbers, or {@link LaneKernels#NOTHING}. */
  final float[] maximum = new float[LANES];

  /** The lanes' sums of weights. */
  final float[] sum = new float[LANES];

  private float[] weighted = new float[0];
  private final float[] factors = new float[LANES];
  private int size;
  private boolean met;

  /** Begins anew with values of {@code dv} features, and with no sums of them in rows. */
  void begin(int dv, boolean inRows) {
    size = dv * LANES;
    met = false;
    weighted = weighted.length < size ? new float[size] : weighted;
    if (!inRows) {
      Arrays.fill(weighted, 0, size, 0f);
    }
    Arrays.fill(maximum, LaneKernels.NOTHING);
    Arrays.fill(sum, 0f);
  }

  /** Counts a logit that has no value. */
  void addSink(float logit) {
    float exponent = logit * Log2.E;
    float whole = (float) Math.rint(exponent);
    Arrays.fill(maximum, whole);
    Arrays.fill(sum, (float) StrictMath.pow(2, (double) exponent - whole));
  }

  /** The lanes' weighted sums of values, lane tile {@code [dv, 64]}. */
  float[] weighted() {
    return weighted;
  }

  /** Elements of the weighted sums: dv times 64. */
  int size() {
    return size;
  }

  /** Whether any block of keys has been met; before, there is nothing to rescale. */
  boolean hasMet() {
    return met;
  }

  /** Notes that a block of keys has been met. */
  void meet() {
    met = true;
  }

  /**
   * What the lanes' weighted sums are multiplied with to become outputs; 0 weights where no key was
   * seen stay 0.
   */
  private float[] factors() {
    for (int lane = 0; lane < LANES; lane++) {
      factors[lane] = sum[lane] == 0 ? 1 : 1 / sum[lane];
    }
    return factors;
  }

  /** Turns the weighted sums into the lanes' outputs, in place; 0 where no key was seen. */
  float[] normalise(LaneKernels kernels) {
    kernels.scale(weighted, size / LANES, Lanes.all(LANES), factors());
    return weighted;
  }

  /** Turns the lanes' weighted sums, rows that begin there, into their outputs. */
  void normaliseRows(LaneKernels kernels, float[] rows, int[] at, int count) {
    kernels.scaleRows(rows, at, count, size / LANES, factors());
  }

  /** Takes weighted sums that are rows, and puts them side by side. */
  void takeRows(float[] rows, int[] at) {
    int dv = size / LANES;
    LaneTiles.transpose(rows, at, LANES, dv, weighted, LaneTiles.evenly(0, LANES, dv));
  }
}
