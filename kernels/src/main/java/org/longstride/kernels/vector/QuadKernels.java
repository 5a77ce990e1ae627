package org.longstride.kernels.vector;

/**
 * The arithmetic of four queries that share a few keys: keys side by side in vector lanes for the
 * scores, features side by side for the outputs, and the queries' numbers read one at a time. Where
 * each query sees few keys, {@link LaneKernels} would compute many scores that nobody sees.
 *
 * <p>Each output is the same chain of operations as there, in the order of the keys, so that both
 * give the same bits.
 */
public interface QuadKernels {

  /** Queries that are computed together. */
  int QUERIES = 4;

  /** Keys of a vector, on every machine. */
  int LANES = 16;

  /**
   * Scores of four queries with some vectors of 16 keys: {@code scores[at + (i * count + j) * 16 +
   * lane] = sum over c of q[queryAt[i] + c] * keys[c * width + keyAt[first + j] + shift + lane]}.
   *
   * @param q holds the queries, rows of {@code depth} elements
   * @param queryAt where the four queries begin
   * @param depth features
   * @param keys the keys' features side by side, {@code [depth, width]}
   * @param width keys that lie side by side
   * @param keyAt where vectors begin, before they are shifted
   * @param first the first of them
   * @param count how many vectors
   * @param shift added to where they begin
   * @param scores {@code [4, count * 16]} from {@code at} on
   * @param at where the scores begin
   */
  void scores(
      float[] q,
      int[] queryAt,
      int depth,
      float[] keys,
      int width,
      int[] keyAt,
      int first,
      int count,
      int shift,
      float[] scores,
      int at);

  /**
   * A softmax's step, as {@link LaneKernels#softmaxStep}: scores become weights {@code 2^(scores *
   * scale - maximum)}. The weights are not summed; {@link #weigh} does that.
   *
   * @param scores {@code [4, count * 16]} from {@code at} on, replaced by the weights
   * @param at where the scores begin
   * @param count vectors of a query
   * @param scale factor to base-2 exponents
   * @param visible for each vector of each query a bit per key, {@code [4, count]} from {@code
   *     visibleAt} on; an unset bit gives weight 0
   * @param maximum the queries' largest exponents so far, at {@code state[i]}; updated
   * @param sum the queries' sums of weights so far, likewise; brought to the new maximum
   * @param state where the four queries' numbers are
   */
  void softmaxStep(
      float[] scores,
      int at,
      int count,
      float scale,
      int[] visible,
      int visibleAt,
      float[] maximum,
      float[] sum,
      int[] state);

  /**
   * Weighted values, in the order given: {@code out[outAt[i] + c] = sum over r of weights[at + i *
   * stride + weightAt[r]] * values[(rows[r] + shift) * columns + c]}, and {@code sum[state[i]]}
   * gains the weights.
   *
   * @param weights the queries' weights, {@code stride} numbers each, from {@code at} on
   * @param at where the weights begin
   * @param weightAt where a key's weight is
   * @param values holds the keys' values, rows of {@code columns} elements
   * @param rows for each weight which row it belongs to, before they are shifted
   * @param first the first of {@code weightAt} and {@code rows}
   * @param count how many keys
   * @param shift added to {@code rows}
   * @param columns features
   * @param out holds the four outputs
   * @param outAt where they begin
   * @param sum the queries' sums of weights
   * @param state where the four queries' sums are
   */
  void weigh(
      float[] weights,
      int at,
      int stride,
      int[] weightAt,
      float[] values,
      int[] rows,
      int first,
      int count,
      int shift,
      int columns,
      float[] out,
      int[] outAt,
      float[] sum,
      int[] state);
}
