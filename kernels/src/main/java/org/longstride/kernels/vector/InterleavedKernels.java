package org.longstride.kernels.vector;

/**
 * The arithmetic of {@value #LANES} attentions that have the same shape and see nothing of one
 * another, such as the residue classes of a stride: lane {@code i} of every vector belongs to the
 * {@code i}-th of them. They take {@value #STEPS} steps of queries at a time, so that a tile is
 * {@value #WIDTH} lanes wide, {@code [step, attention]}; a key is one number for each attention and
 * feature. This is the interleaved layout of batches of small matrix products (Kim et al. 2017,
 * "Designing vector-friendly compact BLAS and LAPACK kernels").
 *
 * <p>Each output is the same chain of operations as {@link LaneKernels} gives, in the order of the
 * keys, so that both give the same bits.
 */
public interface InterleavedKernels {

  /** Attentions side by side, on every machine. */
  int LANES = 16;

  /** Queries of each that are computed together. */
  int STEPS = 4;

  /** Lanes of a tile. */
  int WIDTH = STEPS * LANES;

  /** Features of a key that lie together; of more there are several planes. */
  int PLANE = 64;

  /**
   * From a key to the next, always the same, so that all keys of a block are found by one number;
   * and an odd number of vectors, so that they spread over all sets of a cache.
   */
  int KEY = (PLANE + 1) * LANES;

  /**
   * Keys are computed several at a time: so many behind the last may be read, and scores written.
   */
  int SPARE = 8;

  /**
   * Scores of a tile: {@code scores[at + r * WIDTH + s * LANES + i] (+)= sum over c of x[xAt + c *
   * WIDTH + s * LANES + i] * keys[keysAt + r * KEY + c * LANES + i]}.
   *
   * @param x queries, {@code [depth, WIDTH]}
   * @param xAt where they begin
   * @param keys keys of all attentions, {@code [count, KEY]}; up to {@link #SPARE} more are read,
   *     to no effect
   * @param keysAt where the first key begins
   * @param count keys of an attention
   * @param depth features, at most {@link #PLANE}
   * @param scores takes the scores, {@code [count + SPARE, WIDTH]}
   * @param at where they begin
   * @param accumulate true to continue the sums that {@code scores} holds, false to begin at zero
   */
  void scores(
      float[] x,
      int xAt,
      float[] keys,
      int keysAt,
      int count,
      int depth,
      float[] scores,
      int at,
      boolean accumulate);

  /**
   * Weighted values of a tile: {@code out[at + (s * LANES + i) * width + c] (+)= sum over r of
   * weights[weightsAt + r * WIDTH + s * LANES + i] * values[valuesAt + (r * LANES + i) * width +
   * c]}, in the order of {@code r}.
   *
   * @param weights the weights, {@code [count, WIDTH]}
   * @param weightsAt where they begin
   * @param count keys of an attention
   * @param values values, rows {@code [count, LANES, width]}
   * @param valuesAt where they begin
   * @param features the features of a value: all of the width
   * @param out rows {@code [WIDTH, width]}
   * @param at where they begin
   * @param accumulate true to continue the sums that {@code out} holds, false to begin at zero
   */
  void weigh(
      float[] weights,
      int weightsAt,
      int count,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at,
      boolean accumulate);
}
