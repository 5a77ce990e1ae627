package org.longstride.kernels.attention;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.longstride.kernels.pattern.QueryTile;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@link TiledAttention} on ND4J arrays, on as many threads as asked for. Threads take whole runs
 * of queries, so their number does not change a bit of the result.
 */
public final class TiledAttentionKernel implements AttentionKernel {

  private static final int LANES = LaneKernels.LANES;

  /** Queries that a thread takes at a time, at the least. */
  private static final int RUN = 512;

  private final LaneKernels kernels;
  private final int threads;

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
    KeyValues kv = new ArrayKeyValues(heads(k), heads(v));
    float[] out = attend(floats(q), kv, shapes, plan, options);
    return Nd4j.createFromArray(out).reshape(plan.heads(), shapes.n(), shapes.dv());
  }

  private static float[] floats(INDArray array) {
    return array.castTo(DataType.FLOAT).dup('c').data().asFloat();
  }

  private static float[][] heads(INDArray array) {
    float[][] heads = new float[(int) array.size(0)][];
    for (int head = 0; head < heads.length; head++) {
      heads[head] = floats(array.slice(head));
    }
    return heads;
  }

  /** All keys and values of a sequence, in its order. */
  private record ArrayKeyValues(float[][] allKeys, float[][] allValues) implements KeyValues {

    @Override
    public float[] keys(int kvHead) {
      return allKeys[kvHead];
    }

    @Override
    public float[] values(int kvHead) {
      return allValues[kvHead];
    }

    @Override
    public int row(int token) {
      return token;
    }
  }

  /**
   * The same on plain arrays: queries and outputs {@code [heads, n, d]} and {@code [heads, n, dv]}.
   */
  float[] attend(
      float[] q, KeyValues kv, AttentionShapes shapes, AttentionPlan plan, ScoreOptions options) {
    int n = shapes.n();
    int d = shapes.d();
    int dv = shapes.dv();
    float[] out = new float[Math.multiplyExact(Math.multiplyExact(plan.heads(), n), dv)];
    int run = (RUN + plan.preferredChunk() - 1) / plan.preferredChunk() * plan.preferredChunk();
    int runs = (n + run - 1) / run;
    AtomicInteger next = new AtomicInteger(runs);
    Queries queries = (head, tile, x) -> load(q, head * n * d, d, tile, x);
    Outputs outputs = (head, tile, o, lse) -> store(o, tile, dv, out, head * n * dv);
    IntStream.range(0, Math.min(threads, runs))
        .parallel()
        .forEach(
            thread -> {
              TiledAttention attention = new TiledAttention(kernels);
              // The last runs of a causal sequence are the longest: they go first.
              for (int r = next.decrementAndGet(); r >= 0; r = next.decrementAndGet()) {
                int to = Math.min(n, (r + 1) * run);
                attention.attend(plan, r * run, to, d, dv, options, queries, kv, outputs);
              }
            });
    return out;
  }

  private static void load(float[] q, int at, int d, QueryTile tile, float[] x) {
    for (int lane = 0; lane < tile.count(); lane++) {
      int row = at + tile.query(lane) * d;
      for (int c = 0; c < d; c++) {
        x[c * LANES + lane] = q[row + c];
      }
    }
  }

  private static void store(float[] o, QueryTile tile, int dv, float[] out, int at) {
    for (int lane = 0; lane < tile.count(); lane++) {
      int row = at + tile.query(lane) * dv;
      for (int c = 0; c < dv; c++) {
        out[row + c] = o[c * LANES + lane];
      }
    }
  }
}
