package org.longstride.kernels.attention;

import org.longstride.kernels.pattern.AttentionPattern;
import org.longstride.kernels.pattern.Sequence;
import org.longstride.kernels.plan.AttentionPlan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Longformer in full (Beltagy et al. 2020, sections 3.1 and 3.2): global tokens have projections of
 * their own. An ordinary query sees its local keys and the global ones, each once, all by the
 * ordinary projections; a global query sees all keys by the global projections. Agrees with Hugging
 * Face's {@code LongformerSelfAttention}, whose padding queries get zeros too.
 *
 * <p>Heads may differ in dilation and layers in their window: {@code window(64) | window(64,
 * dilation=2) ; window(256)}.
 */
public final class LongformerAttention {

  private final AttentionKernel kernel;
  private final AttentionPattern local;
  private final ScoreOptions options;

  /**
   * Attention of a model.
   *
   * @param kernel what computes it
   * @param local what ordinary queries see beside global tokens
   * @param options what happens to scores, of both projections
   */
  public LongformerAttention(AttentionKernel kernel, AttentionPattern local, ScoreOptions options) {
    this.kernel = kernel;
    this.local = local;
    this.options = options;
  }

  /**
   * Queries, keys and values of one kind of projection.
   *
   * @param q queries, float32 {@code [heads, n, d]}
   * @param k keys, float32 {@code [kvHeads, n, d]}
   * @param v values, float32 {@code [kvHeads, n, dv]}
   */
  public record Projections(INDArray q, INDArray k, INDArray v) {}

  /**
   * Computes a layer of a bidirectional model.
   *
   * @param layer the layer, from 0
   * @param ordinary the ordinary projections of all tokens
   * @param global the global projections of all tokens; queries matter where tokens are global
   * @param globals true where a token is global, {@code [n]}
   * @param real true where a token is real, false where it is padding, {@code [n]}
   * @return outputs, float32 {@code [heads, n, dv]}; zeros for padding
   * @throws IllegalArgumentException if a shape or a length does not fit
   */
  public INDArray attend(
      int layer, Projections ordinary, Projections global, boolean[] globals, boolean[] real) {
    int n = (int) ordinary.q.size(1);
    if (globals.length != n || real.length != n) {
      throw new IllegalArgumentException(
          String.format(
              "globals has %d elements and real %d, must have one a token, which is %d",
              globals.length, real.length, n));
    }
    boolean[] others = new boolean[n];
    boolean[] chosen = new boolean[n];
    for (int token = 0; token < n; token++) {
      others[token] = real[token] && !globals[token];
      chosen[token] = real[token] && globals[token];
    }
    // Every query is of one kind: the other kind's attention has zeros for it.
    INDArray out = attend(layer, ordinary, local.withGlobal(chosen).between(others, real));
    return out.addi(attend(layer, global, AttentionPattern.parse("full").between(chosen, real)));
  }

  private INDArray attend(int layer, Projections x, AttentionPattern pattern) {
    Sequence sequence = new Sequence((int) x.q.size(1), false);
    int heads = (int) x.q.size(0);
    int kvHeads = (int) x.k.size(0);
    AttentionPlan plan = AttentionPlan.of(pattern, layer, heads, kvHeads, sequence);
    return kernel.attend(x.q, x.k, x.v, plan, options);
  }
}
