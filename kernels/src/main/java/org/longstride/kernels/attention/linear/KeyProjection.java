package org.longstride.kernels.attention.linear;

import org.longstride.kernels.vector.LaneKernels;

/**
 * Keys times the projection: a row of scores a key, whose features lie side by side in lanes. Rows
 * are {@link #width()} long; those past the features are of no use.
 */
final class KeyProjection {

  private final LaneKernels kernels;
  private final FeatureMap map;
  private final int d;
  private final int features;
  private final int width;
  private final float factor;
  private final float[] transposed;
  private final float[] keys;
  private final int[] offsets;

  /** A projection of up to {@code tokens} keys at a time. */
  KeyProjection(LaneKernels kernels, FeatureMap map, int tokens) {
    this.kernels = kernels;
    this.map = map;
    d = map.d();
    features = map.features();
    // One lane more than features: the running sums keep the plain sum of values there.
    width = (features + 16) / 16 * 16;
    factor = map.factor();
    keys = new float[tokens * d];
    offsets = new int[tokens];
    for (int token = 0; token < tokens; token++) {
      offsets[token] = token * d;
    }
    transposed = new float[map.projection() == null ? 0 : d * width];
    for (int i = 0; i < transposed.length; i++) {
      int feature = i % width;
      transposed[i] = feature < features ? map.projection()[feature * d + i / width] : 0;
    }
  }

  /** Elements of a row: more than the features, and a multiple of 16. */
  int width() {
    return width;
  }

  /**
   * Projects keys.
   *
   * @param k holds the keys, row by row
   * @param at where the first one begins
   * @param tokens how many
   * @param scores takes their scores, {@code [tokens, width]}
   * @param scoresAt where the first key's begin
   */
  void project(float[] k, int at, int tokens, float[] scores, int scoresAt) {
    if (map.projection() == null) {
      for (int token = 0; token < tokens; token++) {
        System.arraycopy(k, at + token * d, scores, scoresAt + token * width, d);
      }
      return;
    }
    for (int i = 0; i < tokens * d; i++) {
      keys[i] = k[at + i] * factor;
    }
    kernels.multiply(keys, offsets, tokens, d, transposed, width, scores, scoresAt, false);
  }

  /** Half the squared length of the key that was projected as the given one of its call. */
  float halfSquare(int token) {
    float sum = 0;
    for (int c = token * d; c < (token + 1) * d; c++) {
      sum = Math.fma(keys[c], keys[c], sum);
    }
    return sum / 2;
  }
}
