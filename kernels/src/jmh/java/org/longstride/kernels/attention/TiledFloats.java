package org.longstride.kernels.attention;

import org.longstride.kernels.plan.AttentionPlan;
import org.longstride.kernels.vector.LaneKernels;

/** {@link TiledAttentionKernel} without ND4J around it. */
public final class TiledFloats {

  private final float[] q;
  private final KeyValues kv;
  private final AttentionPlan plan;
  private final AttentionShapes shapes;
  private final TiledAttentionKernel kernel;

  /**
   * Attention on arrays.
   *
   * @param q queries {@code [heads, n, d]}
   * @param k keys {@code [heads][n, d]}
   * @param v values {@code [heads][n, d]}
   * @param plan what attends to what
   * @param d features
   * @param threads how many threads work on one call
   */
  public TiledFloats(
      float[] q, float[][] k, float[][] v, AttentionPlan plan, int d, int threads) {
    this.q = q;
    this.kv = new Rows(k, v);
    this.plan = plan;
    this.shapes = new AttentionShapes(plan.sequence().length(), d, d);
    this.kernel = new TiledAttentionKernel(LaneKernels.best(), threads);
  }

  private record Rows(float[][] k, float[][] v) implements KeyValues {

    @Override
    public float[] keys(int kvHead) {
      return k[kvHead];
    }

    @Override
    public float[] values(int kvHead) {
      return v[kvHead];
    }

    @Override
    public int row(int token) {
      return token;
    }
  }

  /** Computes the outputs, {@code [heads, n, d]}. */
  public float[] attend() {
    return kernel.attend(q, kv, shapes, plan, ScoreOptions.scaled(shapes.d()));
  }
}
