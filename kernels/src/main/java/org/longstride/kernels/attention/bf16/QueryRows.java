package org.longstride.kernels.attention.bf16;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.longstride.kernels.attention.EvenRows;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Queries;
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

  /** Queries that are scaled and rounded at a time: so they are still in the cache. */
  private static final int SCALED = 16;

  private final PanelSizes sizes;
  private final BfloatKernels kernels = BfloatKernels.best();
  private final EvenRows queries = new EvenRows(1);
  private final EvenRows ownKeys = new EvenRows(1);
  private final int[] tokens = new int[LANES];
  private final int[] ownRows = new int[LANES];
  private final int[] inOrder = new int[LANES];
  private final float[] tile;
  private final float[] loaded;
  private final float[] scaled;
  private final float[] pairs;
  private final float[] shifts = new float[LANES];

  QueryRows(PanelSizes sizes) {
    this.sizes = sizes;
    tile = new float[sizes.d() * LANES];
    loaded = new float[sizes.d() * LANES];
    scaled = new float[sizes.d() * SCALED];
    pairs = new float[sizes.pairs() * LANES];
    Arrays.setAll(inOrder, i -> i);
  }

  /**
   * Begins a tile.
   *
   * @param asked its queries
   * @param kv where their own keys lie
   * @param kvHead the keys' head
   */
  void begin(QueryTile asked, KeyValues kv, int kvHead) {
    asked.copy(tokens, 0);
    kv.rows(tokens, asked.count(), ownRows);
    ownKeys.take(kv.keys(kvHead), ownRows, 0, asked.count(), sizes.d());
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
    take(q, head, panels.asked());
    if (count < LANES) {
      Arrays.fill(pairs, 0f);
    }
    float factor = cap.isCapped() ? scale / cap.cap() : scale;
    for (int first = 0; first < count; first += SCALED) {
      int rows = Math.min(SCALED, count - first);
      kernels.scaleAndMultiply(
          queries.array(),
          queries.at() + first * queries.distance(),
          queries.distance(),
          factor,
          ownKeys.array(),
          ownKeys.at() + first * ownKeys.distance(),
          ownKeys.distance(),
          rows,
          d,
          scaled,
          shifts,
          first);
      for (int i = 0; i < rows; i++) {
        int at = panels.laneOf(first + i) * sizes.pairs();
        sizes.pairHalves(kernels, scaled, i * d, d, 1, pairs, at, 0);
      }
    }
    for (int i = 0; i < count; i++) {
      shifts[i] = cap.isCapped() ? cap.shift() : BfloatKernels.rounded(shifts[i]);
      int subtracted = cap.isCapped() ? 0 : BfloatKernels.round(-shifts[i]);
      int last = panels.laneOf(i) * sizes.pairs() + sizes.half();
      pairs[last] = Float.intBitsToFloat(subtracted);
    }
  }

  private void take(Queries q, int head, QueryTile asked) {
    Optional<FloatBuffer> rows = q.rows(head);
    if (rows.isPresent()) {
      queries.take(rows.get(), tokens, 0, asked.count(), sizes.d());
    } else {
      q.loadRows(head, asked, sizes.d(), loaded, tile);
      queries.take(FloatBuffer.wrap(loaded), inOrder, 0, asked.count(), sizes.d());
    }
  }

  /** Lets go of queries and keys. */
  void release() {
    queries.release();
    ownKeys.release();
  }

  /** The queries, {@code [64, pairs]}, by the lanes of the whole tile. */
  float[] pairs() {
    return pairs;
  }

  /** What is subtracted from the scores of the queries that were asked for. */
  float[] shifts() {
    return shifts;
  }
}
