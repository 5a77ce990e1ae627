package org.longstride.kernels.attention;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.longstride.kernels.attention.bf16.Precision;
import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;

/** The kernels on ND4J arrays, without ND4J around them. */
public final class TiledFloats {

  private final FloatBuffer[] q;
  private final KeyValues kv;
  private final AttentionPlan plan;
  private final AttentionShapes shapes;
  private final TiledAttentionKernel tiled;
  private final RangeAttentionKernel ranges;

  /**
   * Attention on arrays.
   *
   * @param q queries {@code [heads, n, d]}
   * @param k keys {@code [heads][n, d]}
   * @param v values {@code [heads][n, d]}
   * @param plan what attends to what
   * @param d features
   * @param threads how many threads work on one call
   * @param precision in which numbers it multiplies
   */
  public TiledFloats(
      float[] q, float[][] k, float[][] v, AttentionPlan plan, int d, int threads,
      Precision precision) {
    this.q = heads(q, plan, d);
    this.kv =
        new SequenceKeyValues(buffers(k), buffers(v));
    this.plan = plan;
    this.shapes = new AttentionShapes(plan.sequence().length(), d, d);
    this.tiled = new TiledAttentionKernel(LaneKernels.best(), threads);
    this.ranges =
        precision == Precision.FLOAT32
            ? null
            : new RangeAttentionKernel(() -> precision.attention(LaneKernels.best()), threads);
  }

  private static FloatBuffer[] buffers(float[][] heads) {
    return Arrays.stream(heads).map(FloatBuffer::wrap).toArray(FloatBuffer[]::new);
  }

  private static FloatBuffer[] heads(float[] all, AttentionPlan plan, int d) {
    int length = plan.sequence().length() * d;
    return IntStream.range(0, plan.heads())
        .mapToObj(head -> FloatBuffer.wrap(all, head * length, length).slice())
        .toArray(FloatBuffer[]::new);
  }

  /** Computes the outputs, {@code [heads, n, d]}. */
  public void attend(float[] out) {
    FloatBuffer[] outputs = heads(out, plan, shapes.dv());
    ScoreOptions options = ScoreOptions.scaled(shapes.d());
    if (ranges == null) {
      tiled.attend(q, kv, shapes, plan, options, outputs);
    } else {
      ranges.attend(q, kv, shapes, plan, options, outputs);
    }
  }
}
