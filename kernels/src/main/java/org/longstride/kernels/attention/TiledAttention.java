package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.plan.HeadGroup;
import org.longstride.kernels.plan.Pass;
import org.longstride.kernels.vector.LaneKernels;
import org.longstride.kernels.vector.LaneTiles;

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

  /**
   * Memory for layouts of one thread: many chunks of a stream, each laid out once for all layers.
   */
  private static final long KEPT_BYTES = 8L << 20;

  private final LaneKernels kernels;
  private final LaneTileAttention lanes;
  private final StencilAttention stencils;
  private final InterleavedAttention interleaved;
  private final BatchPlanner planner = new BatchPlanner();
  private final KeptLayouts<BatchPlanner.BatchRun> kept;
  private final List<RowFinder> keyRows = new ArrayList<>();
  private final TileMemory memory = new TileMemory();
  private BatchRows rows;
  private float[] tileRows = new float[0];
  private float[] tileLanes = new float[0];
  private final int[] outputAt = new int[LANES];
  private final SoftmaxState[] states = new SoftmaxState[TileBatch.SIZE];
  private final PassMerge merge = new PassMerge();

  /** Attention on these kernels. */
  public TiledAttention(LaneKernels kernels) {
    this(kernels, KEPT_BYTES);
  }

  /**
   * Attention that remembers who sees whom from call to call.
   *
   * @param keptBytes memory for that; 0 where no two calls have the same plan
   */
  public TiledAttention(LaneKernels kernels, long keptBytes) {
    this(kernels, new KeptLayouts<>(keptBytes));
  }

  /** Attention that keeps its layouts there. */
  TiledAttention(LaneKernels kernels, KeptLayouts<BatchPlanner.BatchRun> kept) {
    this.kernels = kernels;
    this.kept = kept;
    lanes = new LaneTileAttention(kernels, memory);
    stencils = new StencilAttention(kernels);
    interleaved = new InterleavedAttention(kernels);
    rows = new BatchRows(kernels, 0);
    Arrays.setAll(states, t -> new SoftmaxState());
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
    KeptLayouts<BatchPlanner.BatchRun>.OfCall layouts = kept.of(new LaidOutCall(plan, from, to, d));
    for (HeadGroup group : plan.groups()) {
      attend(call, new TileRange(group, group.heads(), from, to), layouts);
    }
  }

  /**
   * What is asked for by a call that lays tiles out.
   *
   * @param plan what attends to what
   * @param from the first query
   * @param to behind the last
   * @param d features of a key
   */
  record LaidOutCall(AttentionPlan plan, int from, int to, int d) {}

  /** Computes some tiles of some heads. */
  void attend(
      AttentionCall call, TileRange range, KeptLayouts<BatchPlanner.BatchRun>.OfCall layouts) {
    List<Pass> passes = range.group().passes();
    if (passes.size() > 1) {
      merge.begin(range.heads(), range.from(), range.to(), call.dv());
    }
    for (int p = 0; p < passes.size(); p++) {
      Pass pass = passes.get(p);
      int tiles = Math.min(range.lastTile(), pass.order().tiles(range.from(), range.to()));
      for (int t = range.firstTile(); t < tiles; ) {
        BatchPlanner.Tiles asked = new BatchPlanner.Tiles(pass, range.from(), range.to(), t, tiles);
        BatchPlanner.BatchRun run =
            layouts.get(asked, () -> planner.plan(asked, call.plan().sequence(), call.d()));
        for (int b = 0; b < run.batches().size(); b++) {
          if (keyRows.size() == b) {
            keyRows.add(new RowFinder());
          }
          keyRows.get(b).begin(call.keyValues(), run.batches().get(b).met());
        }
        for (int head : range.heads()) {
          for (int b = 0; b < run.batches().size(); b++) {
            boolean last = p == passes.size() - 1;
            attendBatch(call, run.batches().get(b), keyRows.get(b), head, p == 0, last);
          }
        }
        keyRows.forEach(RowFinder::release);
        t = run.nextTile();
      }
    }
  }

  private void attendBatch(
      AttentionCall call,
      TileBatch batch,
      RowFinder rowsOfKeys,
      int head,
      boolean first,
      boolean last) {
    reserve(call);
    StateSink out = (queries, state) -> finish(call, head, queries, state, first, last);
    if (batch instanceof InterleavedBatch sideBySide) {
      interleaved.meet(call, sideBySide, rowsOfKeys, head, first, out);
    } else if (batch instanceof StencilBatch ofStencils) {
      stencils.meet(call, ofStencils, rowsOfKeys, head, first, out);
    } else if (batch instanceof BlockBatch inBlocks) {
      meet(call, inBlocks, rowsOfKeys, head, first, last, out);
    }
  }

  private void meet(
      AttentionCall call,
      BlockBatch batch,
      RowFinder rowsOfKeys,
      int head,
      boolean first,
      boolean last,
      StateSink out) {
    for (int t = 0; t < batch.count(); t++) {
      states[t].begin(call, head, first, true);
    }
    int kvHead = call.plan().kvHead(head);
    Optional<FloatBuffer> sink = call.outputs().outputRows(head);
    rows.begin(batch, call.d(), call.dv());
    memory.reserve(call.d(), call.dv());
    rows.loadLanes(call.queries(), head, batch, memory);
    lanes.meet(call, batch, rowsOfKeys, kvHead, states);
    if (first && last && sink.isPresent()) {
      rows.take(batch, states);
      rows.store(sink.get(), batch);
      return;
    }
    for (int t = 0; t < batch.count(); t++) {
      out.take(batch.queries()[t], states[t]);
    }
  }

  private void reserve(AttentionCall call) {
    int features = Math.max(call.d(), call.dv());
    if (rows.features() < features) {
      rows = new BatchRows(kernels, features);
      tileRows = new float[LANES * features];
      tileLanes = new float[LANES * features];
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
    if (!last) {
      merge.keep(state, head, queries);
      return;
    }
    int dv = call.dv();
    Optional<FloatBuffer> sink = call.outputs().outputRows(head);
    if (sink.isPresent() && sink.get().hasArray()) {
      for (int i = 0; i < queries.count(); i++) {
        outputAt[i] = sink.get().arrayOffset() + queries.query(i) * dv;
      }
      state.normalise(kernels, queries.count(), sink.get().array(), outputAt);
      return;
    }
    state.normalise(kernels, LANES, tileRows, LaneTiles.evenly(0, dv, LANES));
    call.outputs().storeRows(head, queries, dv, tileRows, state.sum, tileLanes);
  }
}
