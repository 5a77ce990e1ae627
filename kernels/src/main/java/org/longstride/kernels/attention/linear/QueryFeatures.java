package org.longstride.kernels.attention.linear;

import java.util.Arrays;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.Log2;
import org.longstride.kernels.vector.FeatureKernels;
import org.longstride.kernels.vector.LaneKernels;

/** The features of up to 64 queries side by side. */
final class QueryFeatures {

  private static final int LANES = LaneKernels.LANES;

  private final LaneKernels kernels;
  private final FeatureMap map;
  private final int d;
  private final int features;
  private final float factor;
  private final int[] offsets;
  private final float[] x;
  private final float[] shift = new float[LANES];

  /**
   * Features {@code [features + 1, width]} of the lanes, each at least {@link FeatureMap#epsilon};
   * the last row is free.
   */
  final float[] phi;

  /** The lanes' sums of features. */
  final float[] sum = new float[LANES];

  /** Room for a tile. */
  QueryFeatures(LaneKernels kernels, FeatureMap map) {
    this.kernels = kernels;
    this.map = map;
    d = map.d();
    features = map.features();
    factor = map.factor();
    offsets = new int[features];
    for (int feature = 0; feature < features; feature++) {
      offsets[feature] = feature * d;
    }
    x = new float[d * LANES];
    phi = new float[(features + 1) * LANES];
  }

  /** Lanes of a tile of so many queries: the next multiple of 16. */
  static int width(int queries) {
    return (queries + 15) / 16 * 16;
  }

  /** Computes the features of a head's queries {@code from} to {@code to} (exclusive). */
  void compute(HeadArrays arrays, int head, int from, int to) {
    int width = width(to - from);
    load(arrays, head, from, to, width);
    if (map.projection() == null) {
      System.arraycopy(x, 0, phi, 0, d * width);
    } else {
      kernels.multiply(map.projection(), offsets, features, d, x, width, phi, 0, false);
    }
    FeatureKernels lanes = kernels.features();
    if (map.kind() == FeatureMap.Kind.RELU) {
      rectify(width);
      return;
    }
    if (map.kind() == FeatureMap.Kind.SOFTMAX) {
      lanes.squares(x, d, width, shift);
    } else {
      Arrays.fill(shift, 0, width, 0);
    }
    float[] largest = sum;
    lanes.largest(phi, features, width, largest);
    for (int lane = 0; lane < width; lane++) {
      shift[lane] = (largest[lane] + 0.5f * shift[lane]) * Log2.E;
    }
    lanes.exponentials(phi, features, width, Log2.E, shift, map.epsilon(), sum);
  }

  private void load(HeadArrays arrays, int head, int from, int to, int width) {
    Arrays.fill(x, 0);
    for (int query = from; query < to; query++) {
      int row = (head * arrays.n() + query) * d;
      for (int c = 0; c < d; c++) {
        x[c * width + query - from] = arrays.q()[row + c] * factor;
      }
    }
  }

  private void rectify(int width) {
    float epsilon = map.epsilon();
    Arrays.fill(sum, 0, width, 0);
    for (int at = 0; at < features * width; at += width) {
      for (int lane = 0; lane < width; lane++) {
        phi[at + lane] = Math.max(phi[at + lane], 0) + epsilon;
        sum[lane] += phi[at + lane];
      }
    }
  }
}
