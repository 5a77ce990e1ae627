package org.longstride.job.dl4j;

import java.io.Serializable;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The heads of an attention layer and what they see.
 *
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads key-value heads
 * @param headSize elements of a query, key and value; a multiple of 16
 * @param context tokens of a sequence
 * @param pattern the text form of what attends to what; causality is added to it
 * @param layer which layer of the model this is, from 0: patterns may differ from layer to layer
 * @param ropeTheta base of the rotary frequencies
 */
public record AttentionShape(
    @JsonProperty("heads") int heads,
    @JsonProperty("kvHeads") int kvHeads,
    @JsonProperty("headSize") int headSize,
    @JsonProperty("context") int context,
    @JsonProperty("pattern") String pattern,
    @JsonProperty("layer") int layer,
    @JsonProperty("ropeTheta") double ropeTheta)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Checks the numbers. */
  @JsonCreator
  public AttentionShape {
    if (kvHeads < 1 || heads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "heads is " + heads + ", must be a multiple of kvHeads, " + kvHeads);
    }
    if (headSize < 16 || headSize % 16 != 0) {
      throw new IllegalArgumentException("headSize is " + headSize + ", must be a multiple of 16");
    }
    if (context < 1) {
      throw new IllegalArgumentException("context is " + context + ", must be at least 1");
    }
  }
}
