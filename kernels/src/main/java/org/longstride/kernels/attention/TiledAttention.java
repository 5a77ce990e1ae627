package org.longstride.kernels.attention;

import java.util.List;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
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
public final class TiledAttention implements RangeAttention {

  private static final int LANES = LaneKernels.LANES;

  private final LaneTileAttention attention;
  private final TileBatch batch = new TileBatch();
  private final BlockRows keys = new BlockRows(TileBatch.BLOCK);
  private final BlockRows values = new BlockRows(TileBatch.BLOCK);
  private final long[] visible = new long[TileBatch.BLOCK];
  private final float[][] x = new float[TileBatch.SIZE][0];
  private final SoftmaxState[] states = new SoftmaxState[TileBatch.SIZE];
  private final PassMerge merge = new PassMerge();

  /** Attention on these kernels. */
  public TiledAttention(LaneKernels kernels) {
    attention = new LaneTileAttention(kernels);
    for (int t = 0; t < states.length; t++) {
      states[t] = new SoftmaxState();
    }
  }

  @Override
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
    AttentionCall call = new AttentionCall(plan, d, dv, options, q, kv, out);
    for (HeadGroup group : plan.groups()) {
      attend(call, new TileRange(group, group.heads(), from, to));
    }
  }

  /** Computes some tiles of some heads. */
  void attend(AttentionCall call, TileRange range) {
    List<Pass> passes = range.group().passes();
    if (passes.size() > 1) {
      merge.begin(range.heads(), range.from(), range.to(), call.dv());
    }
    for (int p = 0; p < passes.size(); p++) {
      Pass pass = passes.get(p);
      int tiles = Math.min(range.lastTile(), pass.order().tiles(range.from(), range.to()));
      for (int t = range.firstTile(); t < tiles; ) {
        batch.clear();
        for (; t < tiles && !batch.isFull(); t++) {
          QueryTile queries = pass.order().tile(range.from(), range.to(), t);
          if (queries.count() > 0) {
            batch.add(pass, call.plan().sequence(), queries, call.keyValues());
          }
        }
        batch.arrange();
        for (int head : range.heads()) {
          attendBatch(call, head, p == 0, p == passes.size() - 1);
        }
      }
    }
  }

  private void attendBatch(AttentionCall call, int head, boolean first, boolean last) {
    for (int t = 0; t < batch.count(); t++) {
      states[t].begin(call.dv());
      if (first && call.options().sinks() != null) {
        states[t].addSink(call.options().sinks()[head]);
      }
      x[t] = x[t].length < call.d() * LANES ? new float[call.d() * LANES] : x[t];
      call.queries().load(head, batch.queries(t), x[t]);
    }
    int kvHead = call.plan().kvHead(head);
    for (int i = 0; i < batch.blocks(); i++) {
      int within = batch.within(i);
      if (within < 0) {
        batch.fetch(i, call.keyValues(), kvHead, call.d(), call.dv(), keys, values);
        within = 0;
      }
      batch.visible(i, visible);
      int t = batch.tile(i);
      attention.meet(call, x[t], keys, values, within, batch.size(i), visible, states[t]);
    }
    for (int t = 0; t < batch.count(); t++) {
      finish(call, head, batch.queries(t), states[t], first, last);
    }
  }

  private void finish(
      AttentionCall call,
      int head,
      QueryTile queries,
      SoftmaxState state,
      boolean first,
      boolean last) {
    if (!first) {
      merge.addTo(state, head, queries);
    }
    if (last) {
      call.outputs().store(head, queries, state.normalise(), state.lse());
    } else {
      merge.keep(state, head, queries);
    }
  }
}
