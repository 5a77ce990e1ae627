package org.longstride.job.model;

/**
 * A causal language model. It is immutable, shared by all tasks of a JVM, and gives the same bits
 * to the same tokens whoever asks.
 */
public interface LanguageModel extends AutoCloseable {

  /** Token ids are from 0 and below this. */
  int vocabularySize();

  /**
   * The most tokens that a document may have, or {@link Integer#MAX_VALUE} where the model streams
   * (rotary positions, say, have no last one).
   */
  int maxTokens();

  /**
   * Multiply-adds that a document of this many tokens takes, estimated: what batches are balanced
   * by.
   */
  double cost(int tokens);

  /**
   * Reads the tokens from left to right and says how likely each was, in order, from the second on:
   * the first has nothing before it.
   *
   * @param tokens token ids, {@code [n]}, each below {@link #vocabularySize()}
   * @param sink called n-1 times
   */
  void score(int[] tokens, LikelihoodSink sink);

  /** Gives native memory back. */
  @Override
  default void close() {}
}
