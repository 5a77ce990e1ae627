package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.longstride.kernels.plan.AttentionPlan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Any {@link RangeAttention} on ND4J arrays, on as many threads as asked for. Arrays are read and
 * written where they lie. Threads take whole ranges of queries, and at the end some heads of one.
 */
public final class RangeAttentionKernel implements AttentionKernel {

  /** Queries of a range, at the least: keys are prepared once for all of them. */
  private static final int RANGE = 2048;

  /** Parts of the heads, of the last range that each thread takes: so they end together. */
  private static final int PARTS = 4;

  private final Supplier<? extends RangeAttention> maker;
  private final Queue<RangeAttention> idle = new ConcurrentLinkedQueue<>();
  private final int threads;

  /**
   * A kernel.
   *
   * @param maker makes what a thread computes with; it is kept for later calls
   * @param threads how many threads work on one call, at least 1
   */
  public RangeAttentionKernel(Supplier<? extends RangeAttention> maker, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    this.maker = maker;
    this.threads = threads;
  }

  @Override
  public INDArray attend(
      INDArray q, INDArray k, INDArray v, AttentionPlan plan, ScoreOptions options) {
    AttentionShapes shapes = AttentionShapes.of(q, k, v, plan);
    INDArray out = Nd4j.createUninitialized(DataType.FLOAT, plan.heads(), shapes.n(), shapes.dv());
    if (shapes.n() == 0) {
      return out;
    }
    HeadBuffers.lend(
        q,
        k,
        v,
        out,
        (queries, kv, outputs) -> attend(queries, kv, shapes, plan, options, outputs));
    return out;
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
    int n = shapes.n();
    int d = shapes.d();
    int dv = shapes.dv();
    int chunk = plan.preferredChunk();
    int range = (int) Math.min(n, (RANGE + chunk - 1L) / chunk * chunk);
    int ranges = (n + range - 1) / range;
    List<AttentionPlan> parts = parts(plan);
    int divided = Math.min(threads, ranges);
    int inParts = divided * parts.size();
    int shares = inParts + ranges - divided;
    AtomicInteger next = new AtomicInteger(shares);
    IntStream.range(0, Math.min(threads, shares))
        .parallel()
        .forEach(
            thread -> {
              ArrayHeads heads = new ArrayHeads(q, d, out, dv);
              RangeAttention waiting = idle.poll();
              RangeAttention attention = waiting == null ? maker.get() : waiting;
              // The last queries of a causal sequence see the most: they go first.
              for (int s = next.decrementAndGet(); s >= 0; s = next.decrementAndGet()) {
                boolean whole = s >= inParts;
                int r = whole ? divided + s - inParts : s / parts.size();
                AttentionPlan some = whole ? plan : parts.get(s % parts.size());
                int to = (int) Math.min(n, (r + 1L) * range);
                attention.attend(some, r * range, to, d, dv, options, heads, kv, heads);
              }
              idle.add(attention);
            });
  }

  /** The plan's heads in parts, none of which reads another's keys. */
  private static List<AttentionPlan> parts(AttentionPlan plan) {
    int kvHeads = plan.kvHeads();
    int count = Math.min(PARTS, kvHeads);
    List<AttentionPlan> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      parts.add(plan.ofKvHeads(part * kvHeads / count, (part + 1) * kvHeads / count));
    }
    return parts;
  }
}
