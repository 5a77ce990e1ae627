package org.longstride.kernels.attention.routing;

import java.util.List;
import org.longstride.kernels.attention.HeadArrays;
import org.longstride.kernels.attention.KeyValues;
import org.longstride.kernels.attention.Outputs;
import org.longstride.kernels.attention.ScoreOptions;
import org.longstride.kernels.attention.TiledAttention;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.pattern.Term;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Dense attention inside one cluster at a time: the tiled kernel on the cluster as a sequence of
 * its own, with queries and keys taken from where they lie.
 */
final class ClusterAttention {

  private static final int LANES = LaneKernels.LANES;

  private final TiledAttention attention;

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
   * @param rows where they lie
   * @param options what happens to scores; sinks are of all heads
   * @param out takes the outputs; its tiles number the queries as {@code queries} does
   */
  void attend(
      Term term,
      HeadArrays arrays,
      int head,
      int[] queries,
      int keys,
      KeyValues rows,
      ScoreOptions options,
      Outputs out) {
    if (queries.length == 0) {
      return;
    }
    Sequence sequence = new Sequence(Math.max(queries.length, keys), false);
    AttentionPlan plan = AttentionPlan.of((layer, h, heads) -> List.of(term), 0, 1, 1, sequence);
    float[] sinks = options.sinks() == null ? null : new float[] {options.sinks()[head]};
    attention.attend(
        plan,
        0,
        queries.length,
        arrays.d(),
        arrays.dv(),
        new ScoreOptions(options.scale(), options.softCap(), sinks),
        (h, tile, x, at) -> load(arrays, head, queries, tile, x, at),
        rows,
        out);
  }

  private static void load(
      HeadArrays arrays, int head, int[] queries, QueryTile tile, float[] x, int at) {
    int d = arrays.d();
    for (int lane = 0; lane < tile.count(); lane++) {
      int row = (head * arrays.n() + queries[tile.query(lane)]) * d;
      for (int c = 0; c < d; c++) {
        x[at + c * LANES + lane] = arrays.q()[row + c];
      }
    }
  }
}
