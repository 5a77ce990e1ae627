package org.longstride.kernels.attention.linear;

import java.util.Arrays;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.Lanes;

/**
 * Turns what was kept of the keys into outputs, for up to 64 queries side by side: the past as
 * running sums, and the keys of the tile in progress one by one. Each output is one chain of
 * operations, so it does not depend on the queries beside it.
 */
final class LinearReadout {

  private static final int LANES = LaneKernels.LANES;

  /** Keys, and lanes, of which those that nobody sees are left out together. */
  private static final int PANEL = 16;

  /** Of tiles of 0, 16, ... lanes those that begin with lane 0, 16, ... */
  private static final Lanes[][] LAST_LANES = new Lanes[LANES / PANEL + 1][LANES / PANEL + 1];

  static {
    for (int all = 0; all < LAST_LANES.length; all++) {
      for (int first = 0; first <= all; first++) {
        LAST_LANES[all][first] = new Lanes(first * PANEL, all * PANEL, all * PANEL);
      }
    }
  }

  private final LaneKernels kernels;
  private final float epsilon;
  private final float normaliserEpsilon;
  private final int features;
  private final int dv;
  private final QueryFeatures query;
  private final float[] weights = new float[KeyTile.SIZE * LANES];
  private final float[] sums;
  private final float[] factors = new float[LANES];

  /** For each lane what epsilon adds to the weight of each key. */
  private final float[] epsilonParts = new float[LANES];

  /** For each lane the exponent of its units: the maximum that its query sees. To be filled. */
  final float[] exponent = new float[LANES];

  /** For each lane what 1 in the reference's units is in its own. To be filled. */
  final float[] unit = new float[LANES];

  /** A readout with this much added to every normaliser, times the query's sum of features. */
  LinearReadout(LaneKernels kernels, FeatureMap map, int dv, float normaliserEpsilon) {
    this.kernels = kernels;
    this.epsilon = map.epsilon();
    this.normaliserEpsilon = normaliserEpsilon;
    this.features = map.features();
    this.dv = dv;
    query = new QueryFeatures(kernels, map);
    sums = new float[(dv + 1) * LANES];
  }

  /**
   * Computes the outputs of a head's queries {@code from} to {@code to} (exclusive).
   *
   * @param arrays where queries come from
   * @param past the sums over the tiles that are past
   * @param tile the tile in progress, whose last keys are the queries' own; null: all are past
   * @param out outputs {@code [heads, n, dv]}
   */
  void read(
      HeadArrays arrays, int head, int from, int to, RunningSums past, KeyTile tile, float[] out) {
    int width = QueryFeatures.width(to - from);
    query.compute(arrays, head, from, to);
    for (int lane = 0; lane < width; lane++) {
      epsilonParts[lane] = epsilon * unit[lane] * query.sum[lane];
    }
    if (tile == null) {
      sumPast(past, width);
    } else {
      int firstQuery = tile.count() - (to - from);
      weigh(tile, firstQuery, width);
      sumPast(past, width);
      addTile(tile, firstQuery, width);
    }
    store(width, to - from, out, (head * arrays.n() + from) * dv);
  }

  /** Weights of the tile's keys, 0 where a key lies behind the lane's query or is padding. */
  private void weigh(KeyTile tile, int firstQuery, int width) {
    for (int key = 0; key < tile.count(); key += PANEL) {
      kernels.multiply(
          tile.phi,
          tile.phiOffsets,
          key,
          Math.min(tile.count(), key + PANEL),
          features,
          query.phi,
          0,
          seers(key, firstQuery, width),
          weights,
          0,
          false);
    }
    int lastQuery = tile.count() - firstQuery - 1;
    for (int key = 0; key < tile.count(); key++) {
      int at = key * width;
      int hidden = tile.isReal(key) ? Math.min(width, Math.max(0, key - firstQuery)) : width;
      // The queries of a tile see maxima that do not fall: those of the ends are those between.
      if (tile.exponent[key] != exponent[0] || exponent[lastQuery] != exponent[0]) {
        for (int lane = hidden; lane < width; lane++) {
          weights[at + lane] *= powerOf(tile.exponent[key] - exponent[lane]);
        }
      }
      kernels.features().add(weights, at, width, epsilonParts);
      Arrays.fill(weights, at, at + hidden, 0);
    }
  }

  /** The lanes whose queries see a key of the tile or one behind it, in whole vectors. */
  private static Lanes seers(int key, int firstQuery, int width) {
    int first = Math.max(0, key - firstQuery) / PANEL;
    int all = width / PANEL;
    return LAST_LANES[all][Math.min(first, all)];
  }

  /** Most differences of exponents are 0. */
  private static float powerOf(float difference) {
    return difference == 0 ? 1 : KeyStabiliser.power(difference);
  }

  /** Sums the values of the tiles that are past. It changes the queries' features. */
  private void sumPast(RunningSums past, int width) {
    enterPast(past, width);
    kernels.multiply(
        past.rounded(), past.offsets(), dv + 1, features + 1, query.phi, width, sums, 0, false);
  }

  /** Brings the features to the units of the sums, and lets epsilon weigh the sum of values. */
  private void enterPast(RunningSums past, int width) {
    boolean scaled = false;
    for (int lane = 0; lane < width; lane++) {
      factors[lane] = powerOf(past.exponent() - exponent[lane]);
      scaled |= factors[lane] != 1;
    }
    if (scaled) {
      for (int at = 0; at < features * width; at += width) {
        for (int lane = 0; lane < width; lane++) {
          query.phi[at + lane] *= factors[lane];
        }
      }
    }
    System.arraycopy(epsilonParts, 0, query.phi, features * width, width);
  }

  /** Adds the tile's values, as they are weighed. */
  private void addTile(KeyTile tile, int firstQuery, int width) {
    for (int key = 0; key < tile.count(); key += PANEL) {
      kernels.multiplyTransposed(
          tile.values,
          tile.valueOffsets,
          key,
          Math.min(tile.count(), key + PANEL),
          dv + 1,
          weights,
          seers(key, firstQuery, width),
          sums);
    }
  }

  private void store(int width, int queries, float[] out, int at) {
    for (int lane = 0; lane < queries; lane++) {
      float weight = sums[dv * width + lane] + normaliserEpsilon * unit[lane] * query.sum[lane];
      for (int c = 0; c < dv; c++) {
        out[at + lane * dv + c] = weight == 0 ? 0 : sums[c * width + lane] / weight;
      }
    }
  }
}
