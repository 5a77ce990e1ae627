package org.longstride.kernels.attention.routing;

import java.nio.FloatBuffer;
import java.util.List;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Outputs;
import org.longstride.kernels.attention.Rows;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.TiledAttention;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

/**
 * Dense attention inside one cluster at a time: the tiled kernel on the cluster as a sequence of
 * its own, with queries and keys taken from where they lie.
 */
final class ClusterAttention {

  private static final int LANES = LaneKernels.LANES;

  private final TiledAttention attention;
  private final int[] tokens = new int[LANES];
  private float[] rows = new float[0];

  /** Takes outputs of a cluster's queries. */
  @FunctionalInterface
  interface RowSink {

    /**
     * Takes some.
     *
     * @param tile which of the cluster's queries
     * @param o their outputs, {@code [count, dv]}
     * @param sum their sums of weights: 0 where no key was seen
     */
    void take(QueryTile tile, float[] o, float[] sum);
  }

  /** Attention on these kernels; for one thread at a time. */
  ClusterAttention(LaneKernels kernels) {
    // The data decides who is in a cluster: no two calls have the same plan.
    attention = new TiledAttention(kernels, 0);
  }

  /**
   * Computes the outputs of a cluster's queries.
   *
   * @param term who sees whom
   * @param head the query head
   * @param queries the queries' positions in the arrays
   * @param keys how many keys the cluster has
   * @param kv where they lie
   * @param options what happens to scores; sinks are of all heads
   * @param out takes the outputs; its tiles number the queries as {@code queries} does
   */
  void attend(
      Term term,
      HeadArrays arrays,
      int head,
      int[] queries,
      int keys,
      KeyValues kv,
      ScoreOptions options,
      RowSink out) {
    if (queries.length == 0) {
      return;
    }
    Sequence sequence = new Sequence(Math.max(queries.length, keys), false);
    AttentionPlan plan = AttentionPlan.of((layer, h, heads) -> List.of(term), 0, 1, 1, sequence);
    float[] sinks = options.sinks() == null ? null : new float[] {options.sinks()[head]};
    int d = arrays.d();
    int first = head * arrays.n();
    FloatBuffer all = FloatBuffer.wrap(arrays.q());
    if (rows.length < LANES * Math.max(d, arrays.dv())) {
      rows = new float[LANES * Math.max(d, arrays.dv())];
    }
    attention.attend(
        plan,
        0,
        queries.length,
        d,
        arrays.dv(),
        new ScoreOptions(options.scale(), options.softCap(), sinks),
        (h, tile, x, at) -> {
          for (int lane = 0; lane < tile.count(); lane++) {
            tokens[lane] = first + queries[tile.query(lane)];
          }
          Rows.copy(all, tokens, 0, tile.count(), d, rows, 0);
          LaneTiles.toLanes(rows, 0, d, tile.count(), d, x, at);
        },
        kv,
        new InRows(out, arrays.dv()));
  }

  /** Outputs that are wanted as rows. */
  private final class InRows implements Outputs {
    private final RowSink out;
    private final int dv;

    InRows(RowSink out, int dv) {
      this.out = out;
      this.dv = dv;
    }

    @Override
    public void store(int head, QueryTile tile, float[] o, float[] sum) {
      LaneTiles.toRows(o, 0, dv, rows, 0, dv, tile.count());
      out.take(tile, rows, sum);
    }

    @Override
    public void storeRows(int head, QueryTile tile, int dv, float[] o, float[] sum, float[] x) {
      out.take(tile, o, sum);
    }
  }
}
