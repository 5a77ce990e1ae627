package org.longstride.kernels.attention.bf16;

import java.util.BitSet;
import org.longstride.kernels.attention.Outputs;
import org.longstride.kernels.attention.RangeAttention;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Queries whose scores lie so far from their shift that floats do not reach: they are computed in
 * float32 instead. Whether a query is among them depends on the sequence alone.
 */
final class Remainder {

  private static final int LANES = LaneKernels.LANES;

  /** Computes the queries of a range in float32. */
  @FunctionalInterface
  interface Range {
    /** See {@link RangeAttention#attend}. */
    void attend(int from, int to, Outputs out);
  }

  private final BitSet queries = new BitSet();
  private final BitSet states = new BitSet();
  private int heads;
  private int from;
  private float[] outputs = new float[0];
  private final float[] sums = new float[LANES];

  /** Begins anew. */
  void begin(int heads, int from) {
    this.heads = heads;
    this.from = from;
    queries.clear();
    states.clear();
  }

  /** Takes a head's query. */
  void add(int head, int query) {
    queries.set(query - from);
    states.set((query - from) * heads + head);
  }

  private boolean contains(int head, int query) {
    return states.get((query - from) * heads + head);
  }

  /** Computes them. */
  void finish(Range float32, int dv, Outputs out) {
    outputs = outputs.length < dv * LANES ? new float[dv * LANES] : outputs;
    for (int i = queries.nextSetBit(0); i >= 0; ) {
      int end = queries.nextClearBit(i);
      float32.attend(
          from + i, from + end, (head, tile, o, sum) -> store(head, tile, o, sum, dv, out));
      i = queries.nextSetBit(end);
    }
  }

  private void store(int head, QueryTile tile, float[] o, float[] sum, int dv, Outputs out) {
    int[] asked = new int[tile.count()];
    int count = 0;
    for (int lane = 0; lane < tile.count(); lane++) {
      if (contains(head, tile.query(lane))) {
        for (int c = 0; c < dv; c++) {
          outputs[c * LANES + count] = o[c * LANES + lane];
        }
        sums[count] = sum[lane];
        asked[count++] = tile.query(lane);
      }
    }
    if (count > 0) {
      out.store(head, QueryTile.of(java.util.Arrays.copyOf(asked, count)), outputs, sums);
    }
  }
}
