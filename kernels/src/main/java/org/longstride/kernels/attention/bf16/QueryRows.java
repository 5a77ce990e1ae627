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
 * The queries of a tile, rounded and in rows. A query's shift is near its score with the key of its
 * own token, whether it sees that key or not: other scores are seldom far from it, and it depends
 * on nothing else.
 */
final class QueryRows {

  private static final int LANES = LaneKernels.LANES;

  private final PanelSizes sizes;
  private final BfloatKernels kernels = BfloatKernels.best();
  private final EvenRows queries = new EvenRows(1);
  private final EvenRows ownKeys = new EvenRows(1);
  private final int[] tokens = new int[LANES];
  private final int[] ownRows = new int[LANES];
  private final int[] inOrder = new int[LANES];
  private final float[] tile;
  private final float[] loaded;
  private final float[] pairs;
  private final float[] products = new float[LANES];
  private final float[] shifts = new float[LANES];

  QueryRows(PanelSizes sizes) {
    this.sizes = sizes;
    tile = new float[sizes.d() * LANES];
    loaded = new float[sizes.d() * LANES];
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
   * @param exponents what becomes of products
   */
  void load(Queries q, int head, TilePanels panels, Exponents exponents) {
    int count = panels.asked().count();
    take(q, head, panels.asked());
    kernels.multiplyEach(
        queries.array(),
        queries.at(),
        queries.distance(),
        ownKeys.array(),
        ownKeys.at(),
        ownKeys.distance(),
        count,
        sizes.d(),
        products);
    if (count == LANES) {
      pair(0, LANES, 0);
    } else {
      Arrays.fill(pairs, 0f);
      for (int i = 0; i < count; i++) {
        pair(i, 1, panels.laneOf(i));
      }
    }
    for (int i = 0; i < count; i++) {
      shifts[panels.laneOf(i)] = exponents.shift(products[i]);
    }
  }

  private void pair(int query, int count, int lane) {
    int at = queries.at() + query * queries.distance();
    int width = sizes.pairs();
    sizes.pairHalves(
        kernels, queries.array(), at, queries.distance(), count, pairs, lane * width, width);
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

  /** What is subtracted from the exponents of each lane that was asked for. */
  float[] shifts() {
    return shifts;
  }
}
