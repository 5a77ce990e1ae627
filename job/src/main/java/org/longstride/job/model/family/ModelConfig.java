package org.longstride.job.model.family;

import java.util.Optional;

/**
 * A causal transformer, described without the words of its family.
 *
 * @param modelType what {@code config.json} calls it
 * @param vocabularySize token ids are below this
 * @param hidden features of the residual stream
 * @param layers number of layers
 * @param attention what all layers' attention is like
 * @param mlp what all layers' MLP is like
 * @param norm what all norms are like
 * @param positions where tokens learn their place
 * @param tied whether the head is the token embeddings
 */
public record ModelConfig(
    String modelType,
    int vocabularySize,
    int hidden,
    int layers,
    Attention attention,
    Mlp mlp,
    Norm norm,
    Positions positions,
    boolean tied) {

  /**
   * Attention.
   *
   * @param heads query heads
   * @param kvHeads key-value heads, a divisor of {@code heads}
   * @param headDim features of a head
   * @param scoreScale factor on query times key
   * @param scaledByLayer whether layer r (from 0) divides scores by r + 1 too
   * @param inputBias whether the projections to queries, keys and values have biases
   * @param outputBias whether the projection back has one
   * @param headNorms whether each head's queries and keys are normed
   * @param pattern what attends to what, in text form
   */
  public record Attention(
      int heads,
      int kvHeads,
      int headDim,
      float scoreScale,
      boolean scaledByLayer,
      boolean inputBias,
      boolean outputBias,
      boolean headNorms,
      String pattern) {

    /** The factor on query times key in a layer. */
    public float scoreScale(int layer) {
      return scaledByLayer ? scoreScale / (layer + 1) : scoreScale;
    }

    /** Features of all heads' queries. */
    public int width() {
      return heads * headDim;
    }

    /** Features of all heads' keys, and of their values. */
    public int kvWidth() {
      return kvHeads * headDim;
    }
  }

  /**
   * The MLP.
   *
   * @param width features inside
   * @param gated whether one projection, activated, gates another
   * @param activation the function inside
   * @param bias whether its projections have biases
   */
  public record Mlp(int width, boolean gated, Activation activation, boolean bias) {}

  /**
   * How a token's features are brought to one size.
   *
   * @param kind mean 0 and variance 1 (Ba et al. 2016), or mean square 1 (Zhang and Sennrich 2019)
   * @param epsilon keeps it from dividing by nothing
   */
  public record Norm(NormKind kind, float epsilon) {}

  /** The kinds of norms. */
  public enum NormKind {
    LAYER_NORM,
    RMS_NORM
  }

  /**
   * Positions: learned where there are no rotary ones.
   *
   * @param maxTokens how many there are; {@link Integer#MAX_VALUE} where there is no last one
   * @param rotary rotary positions
   */
  public record Positions(int maxTokens, Optional<Rotary> rotary) {}

  /** The same model with another attention. */
  public ModelConfig withAttention(String pattern) {
    Attention a = attention;
    Attention changed =
        new Attention(
            a.heads,
            a.kvHeads,
            a.headDim,
            a.scoreScale,
            a.scaledByLayer,
            a.inputBias,
            a.outputBias,
            a.headNorms,
            pattern);
    return new ModelConfig(
        modelType, vocabularySize, hidden, layers, changed, mlp, norm, positions, tied);
  }
}
