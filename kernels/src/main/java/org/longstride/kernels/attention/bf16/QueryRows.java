package org.longstride.kernels.attention.bf16;

import java.util.Arrays;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Queries;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;
import org.longstride.kernels.vector.PairRounding;

/**
 * The queries of a tile, scaled, rounded and in rows. A query's shift is its score with the key of
 * its own token, whether it sees that key or not: other scores are seldom far from it, and it
 * depends on nothing else.
 */
final class QueryRows {

  private static final int LANES = LaneKernels.LANES;

  private final PanelSizes sizes;
  private final PairRounding rounding = PairRounding.best();
  private final float[] tile;
  private final float[] rows;
  private final int[] pairs;
  private final float[] shifts = new float[LANES];

  QueryRows(PanelSizes sizes) {
    this.sizes = sizes;
    tile = new float[sizes.d() * LANES];
    rows = new float[2 * sizes.half() * LANES];
    pairs = new int[sizes.pairs() * LANES];
  }

  /**
   * Loads a head's queries.
   *
   * @param q where they come from
   * @param head the head
   * @param panels which queries
   * @param scale factor on scores
   * @param cap what becomes of scores
   * @param kv where keys lie
   * @param kvHead the keys' head
   */
  void load(
      Queries q, int head, TilePanels panels, float scale, SoftCap cap, KeyValues kv, int kvHead) {
    int width = 2 * sizes.half();
    int count = panels.asked().count();
    q.load(head, panels.asked(), tile);
    LaneTiles.toRows(tile, 0, sizes.d(), rows, 0, width, count);
    float factor = cap.isCapped() ? scale / cap.cap() : scale;
    for (int i = 0; i < width * count; i++) {
      rows[i] *= factor;
    }
    if (count < LANES) {
      Arrays.fill(pairs, 0);
    }
    float[] keys = kv.keys(kvHead);
    for (int i = 0; i < count; i++) {
      int at = panels.laneOf(i) * sizes.pairs();
      rounding.pair(rows, i * width, rows, i * width + sizes.half(), sizes.half(), pairs, at);
      shifts[i] = cap.shift();
      if (!cap.isCapped()) {
        int key = kv.row(panels.asked().query(i)) * sizes.d();
        shifts[i] = PairRounding.rounded(dot(rows, i * width, keys, key, sizes.d()));
        pairs[at + sizes.half()] = PairRounding.round(-shifts[i]);
      }
    }
  }

  /** Four sums, so that additions need not wait for each other. */
  private static float dot(float[] a, int aAt, float[] b, int bAt, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      s0 = Math.fma(a[aAt + i], b[bAt + i], s0);
      s1 = Math.fma(a[aAt + i + 1], b[bAt + i + 1], s1);
      s2 = Math.fma(a[aAt + i + 2], b[bAt + i + 2], s2);
      s3 = Math.fma(a[aAt + i + 3], b[bAt + i + 3], s3);
    }
    for (; i < count; i++) {
      s0 = Math.fma(a[aAt + i], b[bAt + i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** The queries, {@code [64, pairs]}, by the lanes of the whole tile. */
  int[] pairs() {
    return pairs;
  }

  /** What is subtracted from the scores of the queries that were asked for. */
  float[] shifts() {
    return shifts;
  }
}
