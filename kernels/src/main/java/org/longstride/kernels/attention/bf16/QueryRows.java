package org.longstride.kernels.attention.bf16;

import java.util.Arrays;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Queries;
import org.longstride.kernels.attention.Rows;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.BfloatKernels;
import org.longstride.kernels.vector.LaneKernels;

/**
 * The queries of a tile, scaled, rounded and in rows. A query's shift is its score with the key of
 * its own token, whether it sees that key or not: other scores are seldom far from it, and it
 * depends on nothing else.
 */
final class QueryRows {

  private static final int LANES = LaneKernels.LANES;

  private final PanelSizes sizes;
  private final BfloatKernels kernels = BfloatKernels.best();
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
    if (!cap.isCapped()) {
      kernels.dots(rows, ownKeys, count, d, shifts);
    }
    if (count < LANES) {
      Arrays.fill(pairs, 0);
    }
    for (int i = 0; i < count; i++) {
      int at = panels.laneOf(i) * sizes.pairs();
      sizes.pairHalves(kernels, rows, i * d, pairs, at);
      shifts[i] = cap.isCapped() ? cap.shift() : BfloatKernels.rounded(shifts[i]);
      pairs[at + sizes.half()] = cap.isCapped() ? 0 : BfloatKernels.round(-shifts[i]);
    }
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
