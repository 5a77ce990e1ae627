package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link TiledAttention} on ND4J arrays, on as many threads as asked for. Arrays are read and
 * written where they lie. Threads take whole tiles, so their number does not change a bit of the
 * result.
 */
public final class TiledAttentionKernel implements AttentionKernel {

  /** Memory for layouts: of most patterns it holds what 12 heads of 65,536 tokens need. */
  private static final long KEPT_BYTES = 64L << 20;

  private final LaneKernels kernels;
  private final int threads;
  private final KeptLayouts<BatchPlanner.BatchRun> kept = new KeptLayouts<>(KEPT_BYTES);

  /** Scratch of threads that have done their part; the next call goes on with it. */
  private final Queue<TiledAttention> idle = new ConcurrentLinkedQueue<>();

  /**
   * A kernel.
   *
   * @param kernels the arithmetic
   * @param threads how many threads work on one call, at least 1
   */
  public TiledAttentionKernel(LaneKernels kernels, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    this.kernels = kernels;
    this.threads = threads;
  }

  @Override
  public INDArray attend(
      INDArray q, INDArray k, INDArray v, AttentionPlan plan, ScoreOptions options) {
    AttentionShapes shapes = AttentionShapes.of(q, k, v, plan);
    INDArray out = Nd4j.createUninitialized(DataType.FLOAT, plan.heads(), shapes.n(), shapes.dv());
    attend(q, k, v, plan, options, out);
    return out;
  }

  /**
   * The same into an array that is there already, which saves the system the trouble of giving and
   * clearing its memory.
   *
   * @param out takes the outputs, float32 {@code [heads, n, dv]}, row by row
   * @throws IllegalArgumentException if a shape does not fit the plan
   */
  public void attend(
      INDArray q, INDArray k, INDArray v, AttentionPlan plan, ScoreOptions options, INDArray out) {
    AttentionShapes shapes = AttentionShapes.of(q, k, v, plan);
    shapes.requireOutput(out, plan);
    if (shapes.n() == 0) {
      return;
    }
    HeadBuffers.lend(
        q,
        k,
        v,
        out,
        (queries, kv, outputs) -> attend(queries, kv, shapes, plan, options, outputs));
  }

  /**
   * The same on buffers, on the heap or off it: queries {@code [heads][n, d]}, outputs {@code
   * [heads][n, dv]}.
   */
  void attend(
      FloatBuffer[] q,
      KeyValues kv,
      AttentionShapes shapes,
      AttentionPlan plan,
      ScoreOptions options,
      FloatBuffer[] out) {
    int d = shapes.d();
    int dv = shapes.dv();
    WorkShares shares = new WorkShares(plan, threads);
    KeptLayouts<BatchPlanner.BatchRun>.OfCall layouts =
        kept.of(new TiledAttention.LaidOutCall(plan, 0, shapes.n(), d));
    AtomicInteger next = new AtomicInteger(shares.count());
    IntStream.range(0, Math.min(threads, shares.count()))
        .parallel()
        .forEach(
            thread -> {
              ArrayHeads heads = new ArrayHeads(q, d, out, dv);
              AttentionCall call = new AttentionCall(plan, d, dv, options, heads, kv, heads);
              TiledAttention used = idle.poll();
              TiledAttention attention = used == null ? new TiledAttention(kernels, kept) : used;
              // The last shares of a causal sequence are the longest: they go first.
              for (int s = next.decrementAndGet(); s >= 0; s = next.decrementAndGet()) {
                attention.attend(call, shares.share(s), layouts);
              }
              idle.add(attention);
            });
  }
}
