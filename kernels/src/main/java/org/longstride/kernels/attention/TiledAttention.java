package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.QueryOrder;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.plan.TileKeys;
import org.longstride.kernels.vector.LaneKernels;

/**
 * Attention tile by tile: 64 queries meet their keys in blocks, and scores, weights and sums stay
 * in the cache. The softmax is the running one of FlashAttention (Dao et al. 2022, algorithm 1),
 * with maxima that are whole powers of two.
 *
 * <p>A query's output is one chain of operations over its own keys, ascending within each pass: it
 * does not depend on which queries share its tile, on how the sequence is cut into calls, or on
 * threads.
 *
 * <p>An instance holds scratch memory and belongs to one thread at a time.
 */
public final class TiledAttention {

  private static final int LANES = LaneKernels.LANES;

  /**
   * Keys at a time: with 64 features, scores and keys and values of a block fill a second-level
   * cache by half.
   */
  private static final int BLOCK = 128;

  private final LaneKernels kernels;
  private final TileKeys keys = new TileKeys();
  private final float[] scores = new float[BLOCK * LANES];
  private final long[] visible = new long[BLOCK];
  private final int[] offsets = new int[BLOCK];
  private final float[] rescale = new float[LANES];
  private final VisiblePanels panels = new VisiblePanels();
  private final SoftmaxState state = new SoftmaxState();
  private final PassMerge merge = new PassMerge();
  private int[] rows = new int[0];
  private float[] x = new float[0];

  /** Attention on these kernels. */
  public TiledAttention(LaneKernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Computes the outputs of the queries {@code from} to {@code to} (exclusive) in all heads.
   *
   * @param plan what attends to what
   * @param from the first query
   * @param to one past the last query; any number of them, best a multiple of {@link
   *     AttentionPlan#preferredChunk()}
   * @param d features of queries and keys
   * @param dv features of values and outputs
   * @param options what happens to scores
   * @param q where queries come from
   * @param kv where keys and values lie
   * @param out where outputs go: each head and query once
   */
  public void attend(
      AttentionPlan plan,
      int from,
      int to,
      int d,
      int dv,
      ScoreOptions options,
      Queries q,
      KeyValues kv,
      Outputs out) {
    x = x.length < d * LANES ? new float[d * LANES] : x;
    for (HeadGroup group : plan.groups()) {
      int passes = group.passes().size();
      if (passes > 1) {
        merge.begin(group.heads(), from, to, dv);
      }
      for (int p = 0; p < passes; p++) {
        boolean first = p == 0;
        boolean last = p == passes - 1;
        Pass pass = group.passes().get(p);
        QueryOrder order = pass.order();
        int tiles = order.tiles(from, to);
        for (int t = 0; t < tiles; t++) {
          QueryTile tile = order.tile(from, to, t);
          if (tile.count() == 0) {
            continue;
          }
          keys.list(pass, plan.sequence(), tile);
          findRows(kv);
          for (int head : group.heads()) {
            state.begin(dv);
            if (first && options.sinks() != null) {
              state.addSink(options.sinks()[head]);
            }
            q.load(head, tile, x);
            attendKeys(kv, plan.kvHead(head), d, dv, options);
            if (!first) {
              merge.addTo(state, head, tile);
            }
            if (last) {
              out.store(head, tile, state.normalise(), state.lse());
            } else {
              merge.keep(state, head, tile);
            }
          }
        }
      }
    }
  }

  private void findRows(KeyValues kv) {
    int count = keys.count();
    if (rows.length < count) {
      rows = new int[keys.keys().length];
    }
    for (int i = 0; i < count; i++) {
      rows[i] = kv.row(keys.keys()[i]);
    }
  }

  private void attendKeys(KeyValues kv, int kvHead, int d, int dv, ScoreOptions options) {
    float[] keyRows = kv.keys(kvHead);
    float[] valueRows = kv.values(kvHead);
    float exponentScale = options.scale() * Log2.E;
    for (int at = 0; at < keys.count(); at += BLOCK) {
      int count = Math.min(BLOCK, keys.count() - at);
      System.arraycopy(keys.visible(), at, visible, 0, count);
      panels.cut(visible, count);
      locate(at, count, d);
      for (int p = 0; p < panels.count(); p++) {
        kernels.multiply(
            keyRows,
            offsets,
            panels.from(p),
            panels.to(p),
            d,
            x,
            panels.lanes(p),
            scores,
            0,
            false);
      }
      if (options.softCap() > 0) {
        // The cap acts on scaled scores, and softmaxStep scales: the cap is divided by the scale
        // instead.
        kernels.softCap(scores, count * LANES, options.softCap() / options.scale());
      }
      boolean rescaled =
          kernels.softmaxStep(
              scores, count, LANES, exponentScale, visible, state.maximum, state.sum, rescale);
      if (rescaled) {
        state.rescale(rescale);
      }
      if (dv != d) {
        locate(at, count, dv);
      }
      for (int p = 0; p < panels.count(); p++) {
        kernels.multiplyTransposed(
            valueRows,
            offsets,
            panels.from(p),
            panels.to(p),
            dv,
            scores,
            panels.lanes(p),
            state.weighted());
      }
    }
  }

  private void locate(int at, int count, int rowLength) {
    for (int i = 0; i < count; i++) {
      offsets[i] = rows[at + i] * rowLength;
    }
  }
}
