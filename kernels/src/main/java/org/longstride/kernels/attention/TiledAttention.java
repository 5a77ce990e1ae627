package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  /** Batches that a head goes through before the next, at most: each keeps keys of the last. */
  static final int BATCHES = 8;

  /**
   * The same of batches that keep none: where neighbouring queries lie in different tiles, their
   * rows share a page of memory.
   */
  private static final int APART = 4;

  private final LaneKernels kernels;
  private final LaneTileAttention lanes;
  private final QuadAttention quads;
  private final TileBatch[] batches = new TileBatch[BATCHES];
  private int batchCount;
  private final float[][] x = new float[TileBatch.SIZE][0];
  private BatchRows rows;
  private final SoftmaxState[] states = new SoftmaxState[TileBatch.SIZE];
  private final PassMerge merge = new PassMerge();

  /** Attention on these kernels. */
  public TiledAttention(LaneKernels kernels) {
    this.kernels = kernels;
    lanes = new LaneTileAttention(kernels);
    quads = new QuadAttention(kernels);
    rows = new BatchRows(kernels, 0);
    Arrays.setAll(batches, b -> new TileBatch());
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
        t = layOut(call, pass, range, t, tiles);
        for (int head : range.heads()) {
          for (int b = 0; b < batchCount; b++) {
            attendBatch(call, batches[b], head, p == 0, p == passes.size() - 1);
          }
        }
      }
    }
  }

  /** Lays out as many tiles as are computed head by head; returns the first that is left. */
  private int layOut(AttentionCall call, Pass pass, TileRange range, int first, int tiles) {
    int t = first;
    int listed = 0;
    int most = BATCHES;
    batchCount = 0;
    while (t < tiles && batchCount < most && listed < TileBatch.MOST_KEYS) {
      TileBatch batch = batches[batchCount++];
      t = batch.fill(pass, call.plan().sequence(), range.from(), range.to(), t, tiles);
      listed += batch.listed();
      TileBatch last = batchCount == 1 ? null : batches[batchCount - 2];
      batch.arrange(call.keyValues(), call.d(), last);
      most = batch.inQuads() ? BATCHES : APART;
    }
    return t;
  }

  private void attendBatch(
      AttentionCall call, TileBatch batch, int head, boolean first, boolean last) {
    reserve(call);
    for (int t = 0; t < batch.count(); t++) {
      states[t].begin(call.dv(), batch.inQuads());
      if (first && call.options().sinks() != null) {
        states[t].addSink(call.options().sinks()[head]);
      }
    }
    int kvHead = call.plan().kvHead(head);
    Optional<FloatBuffer> sink = call.outputs().outputRows(head);
    boolean whole = first && last && sink.isPresent();
    rows.begin(batch, call.d(), call.dv());
    if (batch.inQuads()) {
      rows.loadRows(call.queries(), head, batch);
      quads.meet(call, batch, kvHead, rows, states, whole);
    } else {
      rows.loadLanes(call.queries(), head, batch, x);
      lanes.meet(call, batch, kvHead, x, states);
      if (whole) {
        rows.takeLanes(batch, states);
      }
    }
    if (whole) {
      rows.store(sink.get(), batch);
      return;
    }
    for (int t = 0; t < batch.count(); t++) {
      if (batch.inQuads()) {
        states[t].takeRows(rows.outputs(), rows.outputAt(t));
      }
      finish(call, head, batch.queries(t), states[t], first, last);
    }
  }

  private void reserve(AttentionCall call) {
    int features = Math.max(call.d(), call.dv());
    if (rows.features() < features) {
      rows = new BatchRows(kernels, features);
      Arrays.setAll(x, t -> new float[LANES * features]);
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
      call.outputs().store(head, queries, state.normalise(kernels), state.sum);
    } else {
      merge.keep(state, head, queries);
    }
  }
}
