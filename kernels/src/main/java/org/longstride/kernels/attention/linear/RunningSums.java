package org.longstride.kernels.attention.linear;

import java.util.Arrays;
import org.longstride.kernels.vector.FeatureKernels;
import org.longstride.kernels.vector.LaneKernels;

/**
 * What attention keeps of all tiles that are past: for each feature the sum of values weighted with
 * it, and the sum of the feature itself; and the plain sum of values, which epsilon weighs.
 *
 * <p>A tile is summed in float32, and tiles are added in pairs of floats, which hold 48 bits, so
 * that the error does not grow with the sequence.
 */
final class RunningSums {

  private final LaneKernels kernels;
  private final int features;
  private final int rows;
  private final int width;
  private final float[] rounded;
  private final float[] rest;
  private final float[] ofTile;
  private final int[] offsets;
  private float exponent = KeyStabiliser.NOTHING;

  /** Sums of nothing. */
  RunningSums(LaneKernels kernels, int features, int dv, int width) {
    this.kernels = kernels;
    this.features = features;
    this.width = width;
    rows = dv + 1;
    rounded = new float[rows * width];
    rest = new float[rows * width];
    ofTile = new float[rows * width];
    offsets = new int[rows];
    for (int row = 0; row < rows; row++) {
      offsets[row] = row * width;
    }
  }

  /** The sums to float32: a row for each value's element and one for weights, {@link #offsets}. */
  float[] rounded() {
    return rounded;
  }

  /** Where each row of {@link #rounded} begins, {@code [dv + 1]}. */
  int[] offsets() {
    return offsets;
  }

  /** The exponent of the power of two in whose units the features are summed. */
  float exponent() {
    return exponent;
  }

  /** Adds a tile. Its features are brought to the units of its last key. */
  void add(KeyTile tile) {
    int count = tile.count();
    float units = tile.exponent[count - 1];
    for (int key = 0; key < count; key++) {
      float factor = KeyStabiliser.power(tile.exponent[key] - units);
      if (factor != 1) {
        scale(tile.phi, key * width, factor);
      }
    }
    Arrays.fill(ofTile, 0);
    kernels.multiplyTransposed(
        tile.values, tile.valueOffsets, count, rows, tile.phi, width, ofTile);
    FeatureKernels pairs = kernels.features();
    float factor = KeyStabiliser.power(exponent - units);
    for (int row = 0; row < rows; row++) {
      int plain = row * width + features;
      pairs.accumulate(rounded, rest, ofTile, row * width, plain, factor);
      pairs.accumulate(rounded, rest, ofTile, plain, plain + 1, 1);
    }
    exponent = units;
  }

  private void scale(float[] phi, int from, float factor) {
    for (int i = from; i < from + features; i++) {
      phi[i] *= factor;
    }
  }
}
