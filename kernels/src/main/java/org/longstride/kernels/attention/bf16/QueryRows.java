package org.longstride.kernels.attention.bf16;

import java.util.Arrays;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Queries;
import org.longstride.kernels.attention.Rows;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;
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
  private final float[] ownKeys;
  private final int[] ownRows = new int[LANES];
  private final int[] pairs;
  private final float[] shifts = new float[LANES];

  QueryRows(PanelSizes sizes) {
    this.sizes = sizes;
    tile = new float[sizes.d() * LANES];
    rows = new float[sizes.d() * LANES];
    ownKeys = new float[sizes.d() * LANES];
    pairs = new int[sizes.pairs() * LANES];
  }

  /**
   * Begins a tile.
   *
   * @param asked its queries
   * @param kv where their own keys lie
   * @param kvHead the keys' head
   */
  void begin(QueryTile asked, KeyValues kv, int kvHead) {
    for (int i = 0; i < asked.count(); i++) {
      ownRows[i] = kv.row(asked.query(i));
    }
    Rows.copy(kv.keys(kvHead), ownRows, 0, asked.count(), sizes.d(), ownKeys, 0);
  }

  /**
   * Loads a head's queries.
   *
   * @param q where they come from
   * @param head a head that reads the keys with which the tile was begun
   * @param panels the tile
   * @param scale factor on scores
   * @param cap what becomes of scores
   */
  void load(Queries q, int head, TilePanels panels, float scale, SoftCap cap) {
    int d = sizes.d();
    int count = panels.asked().count();
    q.loadRows(head, panels.asked(), d, rows, tile);
    float factor = cap.isCapped() ? scale / cap.cap() : scale;
    for (int i = 0; i < d * count; i++) {
      rows[i] *= factor;
    }
    if (count < LANES) {
      Arrays.fill(pairs, 0);
    }
    for (int i = 0; i < count; i++) {
      int at = panels.laneOf(i) * sizes.pairs();
      sizes.pairHalves(rounding, rows, i * d, pairs, at);
      shifts[i] = cap.isCapped() ? cap.shift() : PairRounding.rounded(dot(rows, ownKeys, i * d, d));
      pairs[at + sizes.half()] = cap.isCapped() ? 0 : PairRounding.round(-shifts[i]);
    }
  }

  /** Eight sums, so that additions need not wait for each other. */
  private static float dot(float[] a, float[] b, int at, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = at;
    for (; i + 8 <= at + count; i += 8) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
      s4 = Math.fma(a[i + 4], b[i + 4], s4);
      s5 = Math.fma(a[i + 5], b[i + 5], s5);
      s6 = Math.fma(a[i + 6], b[i + 6], s6);
      s7 = Math.fma(a[i + 7], b[i + 7], s7);
    }
    for (; i < at + count; i++) {
      s0 = Math.fma(a[i], b[i], s0);
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
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
