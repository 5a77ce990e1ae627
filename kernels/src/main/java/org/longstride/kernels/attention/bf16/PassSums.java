package org.longstride.kernels.attention.bf16;

import java.util.Arrays;
import org.longstride.kernels.pattern.QueryTile;

/**
 * Adds up what the passes of a head gather for each query. A query's shift is the same in all
 * passes, so sums are added as they are.
 */
final class PassSums {

  private int from;
  private int queries;
  private int dv;
  private float[] weights = new float[0];
  private float[] values = new float[0];
  private boolean[] sees = new boolean[0];

  /** Begins anew for the queries {@code from} to {@code to} (exclusive) of so many heads. */
  void begin(int heads, int from, int to, int dv) {
    this.from = from;
    this.queries = to - from;
    this.dv = dv;
    int states = heads * queries;
    if (weights.length < states || values.length < states * dv) {
      weights = new float[states];
      sees = new boolean[states];
      values = new float[Math.multiplyExact(states, dv)];
    }
    Arrays.fill(weights, 0, states, 0f);
    Arrays.fill(sees, 0, states, false);
    Arrays.fill(values, 0, states * dv, 0f);
  }

  /** Adds a tile's sums to those kept, and gives the tile the result. */
  void add(int head, TilePanels tile, TileSums sums) {
    QueryTile asked = tile.asked();
    for (int i = 0; i < asked.count(); i++) {
      int at = head * queries + asked.query(i) - from;
      weights[at] += sums.weights[i];
      sums.weights[i] = weights[at];
      sees[at] |= tile.seesAny(i);
      for (int c = 0; c < dv; c++) {
        values[at * dv + c] += sums.values[i * dv + c];
        sums.values[i * dv + c] = values[at * dv + c];
      }
    }
  }

  /** Whether a query sees any key in the passes so far. */
  boolean seesAny(int head, int query) {
    return sees[head * queries + query - from];
  }
}
