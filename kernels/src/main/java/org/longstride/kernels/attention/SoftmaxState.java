package org.longstride.kernels.attention;

import java.util.Arrays;
import org.longstride.kernels.vector.LaneKernels;

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
  private final float[] lse = new float[LANES];
  private int size;

  /** Begins anew with values of {@code dv} features. */
  void begin(int dv) {
    size = dv * LANES;
    weighted = weighted.length < size ? new float[size] : weighted;
    Arrays.fill(weighted, 0, size, 0f);
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

  /** Multiplies each lane's weighted sums with its factor. */
  void rescale(float[] factors) {
    for (int at = 0; at < size; at += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        weighted[at + lane] *= factors[lane];
      }
    }
  }

  /** Turns the weighted sums into the lanes' outputs, in place; 0 where no key was seen. */
  float[] normalise() {
    float[] divisor = lse;
    for (int lane = 0; lane < LANES; lane++) {
      divisor[lane] = sum[lane] == 0 ? 1 : sum[lane];
    }
    for (int at = 0; at < size; at += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        weighted[at + lane] /= divisor[lane];
      }
    }
    return weighted;
  }

  /** The lanes' log-sum-exp to base 2; {@link LaneKernels#NOTHING} where no key was seen. */
  float[] lse() {
    for (int lane = 0; lane < LANES; lane++) {
      lse[lane] = sum[lane] == 0 ? LaneKernels.NOTHING : maximum[lane] + Log2.of(sum[lane]);
    }
    return lse;
  }
}
