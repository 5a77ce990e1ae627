package org.longstride.job.model.transformer;

import org.longstride.job.model.attention.AttentionKind;
import org.longstride.kernels.attention.bf16.Precision;

/**
 * How all layers of a model attend: by a pattern over keys and values that are kept, or by a stream
 * that keeps of the past what it needs. Immutable, and shared by all documents.
 */
public abstract sealed class ModelAttention
    permits PatternAttention, PerformerAttention, RoutingAttention, ObservedAttention {

  /** Only the kinds of this package. */
  ModelAttention() {}

  /**
   * Checks that this attention can multiply in numbers of that kind.
   *
   * @throws IllegalArgumentException if it cannot
   * @throws UnsupportedOperationException if it could, but this machine cannot
   */
  public void require(Precision precision) {
    precision.requireHardware();
  }

  static void requireFloat32(AttentionKind kind, Precision precision) {
    if (precision != Precision.FLOAT32) {
      throw new IllegalArgumentException(
          "precision is "
              + precision
              + ", in which "
              + kind
              + " is not computed; choose "
              + Precision.FLOAT32);
    }
  }

  /** Multiply-adds of a document of that many tokens, estimated: {@code [layers]}. */
  abstract double[] cost(int tokens);

  /**
   * A document's attention, before its first token.
   *
   * @param tokens its length
   * @param workspace what its thread writes
   */
  abstract DocumentAttention open(int tokens, Workspace workspace);
}
