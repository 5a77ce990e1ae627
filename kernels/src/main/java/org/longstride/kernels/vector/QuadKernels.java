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

  /** Vectors of a query whose scores are held at once: they fill a first-level cache by a sixth. */
  int VECTORS = 32;

  /**
   * From a query's scores or weights to the next one's. The same wherever there are fewer, so that
   * four of them are found by one number; and an odd number of vectors, so that they spread over
   * all sets of a cache.
   */
  int STRIDE = (VECTORS + 1) * LANES;

  /**
   * Scores of four queries with some vectors of 16 keys: {@code scores[at + i * STRIDE + j * 16 +
   * lane] = sum over c of q[queryAt[lanes[lanesAt + i]] + c] * keys[c * width + keyAt[first + j] +
   * shift + lane]}.
   *
   * @param q holds the queries, rows of {@code depth} elements
   * @param queryAt for each lane of a tile where its query begins
   * @param lanes the four queries' lanes, from {@code lanesAt} on
   * @param lanesAt the first of them
   * @param depth features
   * @param keys the keys' features side by side, {@code [depth, width]}
   * @param width keys that lie side by side
   * @param keyAt where vectors begin, before they are shifted
   * @param first the first of them
   * @param count how many vectors
   * @param shift added to where they begin
   * @param scores takes them, {@value #STRIDE} numbers a query
   * @param at where the scores begin
   */
  void scores(
      float[] q,
      int[] queryAt,
      int[] lanes,
      int lanesAt,
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
   * @param scores {@value #STRIDE} numbers a query; replaced by the weights
   * @param at where the scores begin
   * @param count vectors of a query
   * @param scale factor to base-2 exponents
   * @param visible for each vector of each query a bit per key, {@code [4, count]} from {@code
   *     visibleAt} on; an unset bit gives weight 0
   * @param maximum for each lane of a tile its query's largest exponent so far; updated
   * @param sum the queries' sums of weights so far, likewise; brought to the new maximum
   * @param lanes the four queries' lanes, from {@code lanesAt} on
   * @param lanesAt the first of them
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
      int[] lanes,
      int lanesAt);

  /**
   * Weighted values, in the order given: {@code out[outAt[lane] + c] = sum over r of weights[at + i
   * * STRIDE + weightAt[r]] * values[(rows[r] + shift) * columns + c]}, and {@code sum[lane]} gains
   * the weights.
   *
   * @param weights the queries' weights, {@value #STRIDE} numbers each
   * @param at where the weights begin
   * @param weightAt where a key's weight is
   * @param values holds the keys' values, rows of {@code columns} elements
   * @param rows for each weight which row it belongs to, before they are shifted
   * @param first the first of {@code weightAt} and {@code rows}
   * @param count how many keys
   * @param shift added to {@code rows}
   * @param columns features
   * @param out holds the four outputs
   * @param outAt for each lane of a tile where its output begins
   * @param sum the lanes' sums of weights
   * @param lanes the four queries' lanes, from {@code lanesAt} on
   * @param lanesAt the first of them
   */
  void weigh(
      float[] weights,
      int at,
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
      int[] lanes,
      int lanesAt);
}
