package org.longstride.kernels.attention;

import java.util.List;
import org.longstride.kernels.pattern.QueryTile;

/**
 * Holds what earlier passes gathered for each query, and adds it to a later pass of the same
 * queries. Both sides are brought to the larger power of two, which is exact, so merging rounds
 * like any other addition.
 */
final class PassMerge {

  private List<Integer> heads = List.of();
  private int from;
  private int queries;
  private int dv;
  private float[] weighted = new float[0];
  private float[] maximum = new float[0];
  private float[] sum = new float[0];

  /** Makes room for the queries {@code from} to {@code to} (exclusive) of the heads. */
  void begin(List<Integer> heads, int from, int to, int dv) {
    this.heads = heads;
    this.from = from;
    this.queries = to - from;
    this.dv = dv;
    int states = heads.size() * queries;
    if (sum.length < states) {
      sum = new float[states];
      maximum = new float[states];
    }
    if (weighted.length < states * dv) {
      weighted = new float[Math.multiplyExact(states, dv)];
    }
  }

  /** Keeps a tile's state. */
  void keep(SoftmaxState state, int head, QueryTile tile) {
    for (int lane = 0; lane < tile.count(); lane++) {
      int at = at(head, tile, lane);
      maximum[at] = state.maximum[lane];
      sum[at] = state.sum[lane];
      System.arraycopy(state.weighted(), lane * state.features().width(), weighted, at * dv, dv);
    }
  }

  /** Adds what was kept of a tile's queries to its state. */
  void addTo(SoftmaxState state, int head, QueryTile tile) {
    for (int lane = 0; lane < tile.count(); lane++) {
      int at = at(head, tile, lane);
      float largest = Math.max(maximum[at], state.maximum[lane]);
      float kept = power(maximum[at] - largest);
      float added = power(state.maximum[lane] - largest);
      state.maximum[lane] = largest;
      state.sum[lane] = sum[at] * kept + state.sum[lane] * added;
      int row = lane * state.features().width();
      for (int c = 0; c < dv; c++) {
        state.weighted()[row + c] =
            weighted[at * dv + c] * kept + state.weighted()[row + c] * added;
      }
    }
  }

  private int at(int head, QueryTile tile, int lane) {
    return heads.indexOf(head) * queries + tile.query(lane) - from;
  }

  /** 2^n for a whole number n that is not above 0; 0 below -126. */
  private static float power(float n) {
    return n < -126 ? 0 : Math.scalb(1f, (int) n);
  }
}
