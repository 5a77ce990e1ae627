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
  private int[] weightedAt = new int[0];
  private final float[] factors = new float[LANES];
  private int dv;
  private Lanes features = Lanes.all(0);
  private boolean met;

  /** Begins anew with values of {@code dv} features. */
  private void begin(int dv, boolean summed) {
    if (this.dv != dv) {
      this.dv = dv;
      features = Lanes.holding(dv);
      weighted = new float[LANES * features.width()];
      weightedAt = LaneTiles.evenly(0, features.width(), LANES);
    } else if (summed) {
      Arrays.fill(weighted, 0f);
    }
    met = false;
    Arrays.fill(maximum, LaneKernels.NOTHING);
    Arrays.fill(sum, 0f);
  }

  /**
   * Begins anew for queries of a call.
   *
   * @param withSink whether the head's sink is counted, if it has one
   * @param summed whether the weighted sums are gathered here
   */
  void begin(AttentionCall call, int head, boolean withSink, boolean summed) {
    begin(call.dv(), summed);
    float[] sinks = call.options().sinks();
    if (withSink && sinks != null) {
      addSink(sinks[head]);
    }
  }

  /** Counts a logit that has no value. */
  private void addSink(float logit) {
    float exponent = logit * Log2.E;
    float whole = (float) Math.rint(exponent);
    Arrays.fill(maximum, whole);
    Arrays.fill(sum, (float) StrictMath.pow(2, (double) exponent - whole));
  }

  /** The queries' weighted sums of values, a row each, as wide as {@link #features}. */
  float[] weighted() {
    return weighted;
  }

  /** The features of a row, and how wide it is. */
  Lanes features() {
    return features;
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

  /** Multiplies each query's weighted sums with its factor. */
  void rescale(LaneKernels kernels, float[] by) {
    kernels.scaleRows(weighted, weightedAt, LANES, dv, by, weighted, weightedAt);
  }

  /** Turns the weighted sums of the first queries into their outputs, and puts them there. */
  void normalise(LaneKernels kernels, int count, float[] out, int[] outAt) {
    kernels.scaleRows(weighted, weightedAt, count, dv, factors(), out, outAt);
  }

  /** Leaves out lanes: those that stay become the first ones. */
  void pick(int[] ascending) {
    for (int lane = 0; lane < ascending.length; lane++) {
      int from = ascending[lane];
      maximum[lane] = maximum[from];
      sum[lane] = sum[from];
      System.arraycopy(weighted, weightedAt[from], weighted, weightedAt[lane], dv);
    }
  }
}
