package org.longstride.kernels.attention.linear;

/**
 * Over which keys the softmax kernel's stabiliser is the maximum. The maximum is a common factor of
 * all keys' features, so it cancels in the output but for one thing: {@code epsilon} is added after
 * dividing by it, so the larger the maximum, the more epsilon weighs against the features. The
 * other kinds of features do not depend on this choice.
 */
public enum KeyMaximum {

  /**
   * The keys up to the query's own: each output is what the reference code gives for the sequence
   * that ends there. Truly causal, and the only choice of a stream.
   */
  RUNNING,

  /**
   * All keys, also those behind the query, as the reference code takes it even where attention is
   * causal: through epsilon, later tokens touch earlier outputs a little, so what a model makes of
   * them is not strictly a likelihood.
   */
  WHOLE_SEQUENCE
}
