package org.longstride.kernels.attention.linear;

import java.util.Arrays;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.Log2;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Up to 64 keys on their way into the running sums: tiles begin at multiples of 64 in the sequence,
 * however it is cut into calls.
 *
 * <p>A key's features are in units of {@code 2^exponent}, the maximum when it was seen, so that no
 * later key changes a bit of them. A padding key has features 0 and changes nothing.
 */
final class KeyTile {

  static final int SIZE = LaneKernels.LANES;

  private final LaneKernels kernels;
  private final FeatureMap map;
  private final int dv;
  private final int features;
  private final int width;
  private final KeyProjection projection;
  private final KeyStabiliser stabiliser;

  /** Features {@code [64, width]}; one more than there are: 1 for a real key, 0 for padding. */
  final float[] phi;

  /** Values {@code [64, dv + 1]}, the last element of each 1. */
  final float[] values;

  /** For each key the exponent of its units. */
  final float[] exponent = new float[SIZE];

  /** For each key what 1 in the reference's units is in its own. */
  final float[] unit = new float[SIZE];

  /** Where each key's features begin. */
  final int[] phiOffsets = new int[SIZE];

  /** Where each key's values begin. */
  final int[] valueOffsets = new int[SIZE];

  private int count;

  /** An empty tile at the beginning of a sequence. */
  KeyTile(LaneKernels kernels, FeatureMap map, int dv, KeyStabiliser stabiliser) {
    this.kernels = kernels;
    this.map = map;
    this.dv = dv;
    this.stabiliser = stabiliser;
    features = map.features();
    projection = new KeyProjection(kernels, map, SIZE);
    width = projection.width();
    phi = new float[SIZE * width];
    values = new float[SIZE * (dv + 1)];
    for (int key = 0; key < SIZE; key++) {
      phiOffsets[key] = key * width;
      valueOffsets[key] = key * (dv + 1);
    }
  }

  /** Keys in the tile. */
  int count() {
    return count;
  }

  /** Elements of a row of features. */
  int width() {
    return width;
  }

  /** Whether a key of the tile is real. */
  boolean isReal(int key) {
    return phi[key * width + features] != 0;
  }

  /** Begins the next tile; the maximum stays. */
  void clear() {
    count = 0;
  }

  /** Adds the tokens {@code from} to {@code to} (exclusive) of a key-value head. */
  void append(HeadArrays arrays, int kvHead, int from, int to) {
    int tokens = to - from;
    int firstRow = kvHead * arrays.n() + from;
    projection.project(arrays.k(), firstRow * map.d(), tokens, phi, count * width);
    for (int i = 0; i < tokens; i++) {
      int key = count + i;
      if (arrays.isReal(from + i)) {
        stabiliser.see(kernels.features().largest(phi, key * width, features) * Log2.E);
      }
      exponent[key] = stabiliser.exponent();
      unit[key] = stabiliser.unit();
      toFeatures(i, key * width, exponent[key]);
    }
    for (int i = 0; i < tokens; i++) {
      boolean real = arrays.isReal(from + i);
      int row = (count + i) * width;
      Arrays.fill(phi, row + (real ? features : 0), row + width, 0);
      phi[row + features] = real ? 1 : 0;
      int value = (count + i) * (dv + 1);
      if (real) {
        System.arraycopy(arrays.v(), (firstRow + i) * dv, values, value, dv);
      } else {
        Arrays.fill(values, value, value + dv, 0);
      }
      values[value + dv] = 1;
    }
    count += tokens;
  }

  /** Lets the stabiliser see all keys of a key-value head, and stays empty. */
  void seeAll(HeadArrays arrays, int kvHead) {
    for (int from = 0; from < arrays.n(); from += SIZE) {
      append(arrays, kvHead, from, Math.min(arrays.n(), from + SIZE));
      clear();
    }
  }

  /** Turns a token's row of scores into features. */
  private void toFeatures(int token, int from, float units) {
    if (map.kind() == FeatureMap.Kind.RELU) {
      for (int i = from; i < from + features; i++) {
        phi[i] = Math.max(phi[i], 0);
      }
      return;
    }
    float half = map.kind() == FeatureMap.Kind.SOFTMAX ? projection.halfSquare(token) : 0;
    kernels.features().exponentials(phi, from, width, Log2.E, half * Log2.E + units);
  }
}
