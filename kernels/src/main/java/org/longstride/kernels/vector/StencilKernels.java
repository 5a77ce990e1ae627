package org.longstride.kernels.vector;

/**
 * The arithmetic of a stencil: {@value #LANES} neighbouring queries see keys that are as much
 * further along as they are themselves, as those of an image's row do in neighborhood attention. A
 * point of the stencil is the key that the first of them sees; lane {@code i} sees the {@code i}-th
 * behind it. Up to {@value #STEPS} such rows of queries, its steps, meet the points together,
 * {@code [step, lane]}.
 *
 * <p>Keys lie side by side in vectors' lanes, so that a point is a vector that begins anywhere.
 * Where the first two steps or the last two alone see a point, the other two are left out.
 *
 * <p>Each output is the same chain of operations as {@link LaneKernels} gives, in the order of the
 * keys, so that both give the same bits.
 */
public interface StencilKernels {

  /** Queries of a step, on every machine. */
  int LANES = 16;

  /** Steps that are computed together. */
  int STEPS = 4;

  /** Lanes of a tile, and from one point's scores to the next one's. */
  int WIDTH = STEPS * LANES;

  /** Points that the first two steps see alone, that all see, and that the last two see alone. */
  int PHASES = 3;

  /**
   * Points are computed several at a time: so many behind the last may be read, and scores written.
   */
  int SPARE = 8;

  /**
   * Scores of points side by side: {@code scores[at + r * WIDTH + s * LANES + i] = sum over c of
   * x[xAt + c * WIDTH + s * LANES + i] * keys[keyAt + c * width + r + i]}.
   *
   * @param x queries, {@code [depth, WIDTH]}
   * @param xAt where they begin; with two steps, where the first of these does
   * @param keys the keys' features side by side, {@code [depth, width]}; {@link #SPARE} and 15 more
   *     than the points are read, to no effect
   * @param keyAt where the first point lies
   * @param width keys that lie side by side
   * @param count points
   * @param steps all, or two
   * @param depth features
   * @param scores takes the scores, {@code [count + SPARE, WIDTH]}
   * @param at where they begin; with two steps, where the first of these does
   */
  void scores(
      float[] x,
      int xAt,
      float[] keys,
      int keyAt,
      int width,
      int count,
      int steps,
      int depth,
      float[] scores,
      int at);

  /**
   * Weighted values: {@code out[at + (s * LANES + i) * features + c] = sum over p of weights[
   * weightsAt + p * WIDTH + s * LANES + i] * values[valuesAt + (places[p] + shift + i) * features +
   * c]}, in the order of {@code p}.
   *
   * @param weights the weights, {@code [points, WIDTH]}
   * @param weightsAt where they begin
   * @param places for each point the row of the first lane's value, before it is shifted
   * @param ends {@value #PHASES} by {@value #PHASES} one past the points that the first two steps
   *     see, then of those that all see, then of those that the last two see
   * @param shift added to {@code places}
   * @param values values, rows as wide as {@code features}
   * @param valuesAt where they begin
   * @param features the features of a value: all of the width
   * @param out rows {@code [WIDTH, features]}
   * @param at where they begin
   */
  void weigh(
      float[] weights,
      int weightsAt,
      int[] places,
      int[] ends,
      int shift,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at);
}
