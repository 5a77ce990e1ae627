package org.longstride.kernels.attention;

import org.longstride.kernels.plan.AttentionPlan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a plan on arrays. */
public interface AttentionKernel {

  /**
   * Attention: {@code softmax(score(q k^T)) v} over the visible keys of each query. A query that
   * sees no key gives zeros.
   *
   * @param q queries, float32 {@code [heads, n, d]}
   * @param k keys, float32 {@code [kvHeads, n, d]}
   * @param v values, float32 {@code [kvHeads, n, dv]}
   * @param plan the pattern, planned for n tokens; padding is left out by {@link
   *     org.longstride.kernels.pattern.AttentionPattern#over}
   * @param options what happens to scores
   * @return outputs, float32 {@code [heads, n, dv]}
   * @throws IllegalArgumentException if a shape does not fit the plan
   */
  INDArray attend(INDArray q, INDArray k, INDArray v, AttentionPlan plan, ScoreOptions options);
}
