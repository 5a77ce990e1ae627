package org.longstride.job.model.family;

import java.util.List;
import java.util.Optional;
import org.longstride.kernels.vector.PackedRows;

/**
 * The numbers of a causal transformer.
 *
 * @param tokens token embeddings, {@code [vocabulary, hidden]}
 * @param positions learned positions, {@code [maxTokens, hidden]}, if it has them
 * @param layers its layers
 * @param finalNorm the norm before the head
 * @param head the head, {@code [vocabulary, hidden]}; the token embeddings themselves where tied
 */
public record ModelWeights(
    PackedRows tokens,
    Optional<float[]> positions,
    List<Layer> layers,
    Norm finalNorm,
    PackedRows head) {

  /** Copies the list. */
  public ModelWeights {
    layers = List.copyOf(layers);
  }

  /**
   * A layer: attention, then MLP, each on the normed stream and added to it.
   *
   * @param attentionNorm the norm before attention
   * @param query the queries of all heads
   * @param key the keys of all key-value heads
   * @param value the values of all key-value heads
   * @param output from all heads back to the stream
   * @param queryNorm a norm of each head's query (Qwen 3), if there is one
   * @param keyNorm a norm of each head's key, if there is one
   * @param mlpNorm the norm before the MLP
   * @param gate the projection that is activated and gates, if the MLP is gated
   * @param up into the MLP
   * @param down out of it
   */
  public record Layer(
      Norm attentionNorm,
      Linear query,
      Linear key,
      Linear value,
      Linear output,
      Optional<Norm> queryNorm,
      Optional<Norm> keyNorm,
      Norm mlpNorm,
      Optional<Linear> gate,
      Linear up,
      Linear down) {}

  /**
   * A linear map.
   *
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}, if it has one
   */
  public record Linear(PackedRows weight, Optional<float[]> bias) {

    /** Features in. */
    public int in() {
      return weight.depth();
    }

    /** Features out. */
    public int out() {
      return weight.rows();
    }
  }

  /**
   * A norm's learned part.
   *
   * @param scale {@code [features]}
   * @param shift {@code [features]}, if it has one
   */
  public record Norm(float[] scale, Optional<float[]> shift) {}
}
