package org.longstride.kernels.vector;

/**
 * The arithmetic of a tile: {@value #LANES} tokens side by side in vector lanes.
 *
 * <p>A <em>lane tile</em> of {@code f} features is a {@code float[f * width]} in which {@code x[c *
 * width + lane]} is feature {@code c} of the token in {@code lane}; {@code width} is a multiple of
 * 16 and usually {@link #LANES}. What the lanes meet (keys, values) stays as it lies in memory, row
 * by row, and is read one scalar at a time. Rows may lie anywhere, and are multiplied fastest where
 * they lie at one distance. Only what is multiplied again and again, such as a model's weights, is
 * {@linkplain PackedRows packed}.
 *
 * <p>Every lane is a chain of its own: each output is one sequence of fused multiply-adds in a
 * fixed order, and sums run in the order of the rows. So an implementation gives the same bits as
 * any other, whatever its vector length, and a token's result does not depend on the tokens beside
 * it.
 */
public interface LaneKernels {

  /** Tokens in a full lane tile. */
  int LANES = 64;

  /** The distance of rows that are multiplied where they lie. */
  int PITCH = 64;

  /** The implementation that this JVM runs fastest: chosen once, and said in the log. */
  static LaneKernels best() {
    return Provider.INSTANCE;
  }

  /** Kernels of the same kind for queries that see few keys. */
  StencilKernels stencils();

  /** Kernels of the same kind for several attentions of the same shape. */
  InterleavedKernels interleaved();

  /** Kernels of the same kind for functions of single numbers. */
  ActivationKernels activations();

  /** Kernels of the same kind for the features of linear attention. */
  FeatureKernels features();

  /**
   * Rows times lanes: {@code out[outOffset + r * width + lane] (+)= sum over c of rows[offsets[r] +
   * c] * x[xOffset + c * width + lane]}, for the rows and lanes asked for. Rows that lie {@value
   * #PITCH} elements apart are multiplied where they lie; of others copies are made, some at a
   * time.
   *
   * @param rows holds the rows
   * @param offsets where each row begins, {@code [to]} at least
   * @param from the first row
   * @param to one past the last row
   * @param depth elements of a row, features of {@code x}
   * @param x lane tile {@code [depth, width]}
   * @param xOffset where {@code x} begins
   * @param lanes which lanes
   * @param out lane tile {@code [to, width]}
   * @param outOffset where {@code out} begins
   * @param accumulate true to continue the sums that {@code out} holds, false to begin at zero
   */
  void multiply(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int depth,
      float[] x,
      int xOffset,
      Lanes lanes,
      float[] out,
      int outOffset,
      boolean accumulate);

  /**
   * The same of rows that lie {@value #PITCH} elements apart: {@code out[outOffset + r * width +
   * lane] (+)= sum over c of rows[rowsOffset + r * 64 + c] * x[xOffset + c * width + lane]}.
   *
   * @param rows holds the rows
   * @param rowsOffset where the first row begins
   * @param count rows
   * @param depth elements of a row, at most {@value #PITCH}; features of {@code x}
   * @param x lane tile {@code [depth, width]}
   * @param xOffset where {@code x} begins
   * @param lanes which lanes
   * @param out lane tile {@code [count, width]}
   * @param outOffset where {@code out} begins
   * @param accumulate true to continue the sums that {@code out} holds, false to begin at zero
   */
  void multiply(
      float[] rows,
      int rowsOffset,
      int count,
      int depth,
      float[] x,
      int xOffset,
      Lanes lanes,
      float[] out,
      int outOffset,
      boolean accumulate);

  /**
   * {@link #multiply(float[], int[], int, int, int, float[], int, Lanes, float[], int, boolean)} of
   * all rows and lanes.
   */
  default void multiply(
      float[] rows,
      int[] offsets,
      int count,
      int depth,
      float[] x,
      int width,
      float[] out,
      int outOffset,
      boolean accumulate) {
    multiply(rows, offsets, 0, count, depth, x, 0, Lanes.all(width), out, outOffset, accumulate);
  }

  /**
   * Packed rows times lanes: {@code out[outOffset + (r - from) * 64 + lane] (+)= sum over c of
   * rows(r, c) * x[(c - fromColumn) * 64 + lane]}, for some rows and columns. The fastest product,
   * and the same bits as the others.
   *
   * @param rows the rows
   * @param from the first row, a multiple of 8
   * @param to one past the last row
   * @param fromColumn the first column
   * @param toColumn one past the last column
   * @param x lane tile {@code [toColumn - fromColumn, 64]}
   * @param out takes a lane tile {@code [to - from, 64]}
   * @param outOffset where that begins
   * @param accumulate true to continue the sums that {@code out} holds, false to begin at zero
   */
  void multiply(
      PackedRows rows,
      int from,
      int to,
      int fromColumn,
      int toColumn,
      float[] x,
      float[] out,
      int outOffset,
      boolean accumulate);

  /**
   * Transposed rows times lanes: {@code out[c * width + lane] += sum over r of rows[offsets[r] + c]
   * * p[r * width + lane]}, in the order of the rows, for the rows and lanes asked for. Rows that
   * lie at one distance, whatever it is, are multiplied where they lie; of others copies are made,
   * some at a time.
   *
   * @param rows holds the rows
   * @param offsets where each row begins, {@code [to]} at least
   * @param from the first row
   * @param to one past the last row
   * @param columns elements of a row, features of {@code out}
   * @param p lane tile {@code [to, width]}
   * @param lanes which lanes
   * @param out lane tile {@code [columns, width]}
   */
  void multiplyTransposed(
      float[] rows,
      int[] offsets,
      int from,
      int to,
      int columns,
      float[] p,
      Lanes lanes,
      float[] out);

  /**
   * {@link #multiplyTransposed(float[], int[], int, int, int, float[], Lanes, float[])} of all rows
   * and lanes.
   */
  default void multiplyTransposed(
      float[] rows, int[] offsets, int count, int columns, float[] p, int width, float[] out) {
    multiplyTransposed(rows, offsets, 0, count, columns, p, Lanes.all(width), out);
  }

  /**
   * The same of rows at one distance: {@code out[outOffset + c * width + lane] += sum over r of
   * rows[rowsOffset + r * distance + c] * p[pOffset + r * width + lane]}. It makes no difference
   * which factor is taken for the rows and which for the lanes: weights of lanes are rows too, and
   * with values as lanes the sums become rows.
   *
   * @param rows holds the rows
   * @param rowsOffset where the first row begins
   * @param distance from a row to the next
   * @param count rows
   * @param columns elements of a row, features of {@code out}
   * @param p lane tile {@code [count, width]}
   * @param pOffset where {@code p} begins
   * @param lanes which lanes
   * @param out lane tile {@code [columns, width]}
   * @param outOffset where {@code out} begins
   */
  void multiplyTransposed(
      float[] rows,
      int rowsOffset,
      int distance,
      int count,
      int columns,
      float[] p,
      int pOffset,
      Lanes lanes,
      float[] out,
      int outOffset);

  /**
   * One step of a softmax that is seen block by block. Scores become weights {@code 2^(scores *
   * scale - maximum)}, where {@code maximum} is the largest rounded exponent so far in the lane;
   * {@code sum} gains the weights. Rescaling by whole powers of two is exact, so the result does
   * not depend on where one block ends and the next begins.
   *
   * @param scores lane tile {@code [to, width]}; the rows and lanes asked for are replaced by the
   *     weights
   * @param scoresOffset where the tile begins
   * @param from the first row
   * @param to one past the last row
   * @param lanes which lanes
   * @param scale factor to base-2 exponents: the score scale times log2(e)
   * @param visible for each row a bit per lane, {@code [to]}; an unset bit gives weight 0; null:
   *     all are set
   * @param maximum the lanes' largest exponents so far, {@code [width]}, whole numbers, updated;
   *     begins at {@link #NOTHING}
   * @param sum the lanes' sums of weights so far, {@code [width]}, updated
   * @param rescale what sums made before this step have to be multiplied with, {@code [width]},
   *     powers of two (or 0)
   * @return whether any factor in {@code rescale} differs from 1
   */
  boolean softmaxStep(
      float[] scores,
      int scoresOffset,
      int from,
      int to,
      Lanes lanes,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale);

  /**
   * {@link #softmaxStep(float[], int, int, int, Lanes, float, long[], float[], float[], float[])}
   * of all rows and lanes.
   */
  default boolean softmaxStep(
      float[] scores,
      int count,
      int width,
      float scale,
      long[] visible,
      float[] maximum,
      float[] sum,
      float[] rescale) {
    return softmaxStep(
        scores, 0, 0, count, Lanes.all(width), scale, visible, maximum, sum, rescale);
  }

  /**
   * {@code out[outAt[i] + c] = x[at[i] + c] * factors[i]} for the first {@code count} rows and
   * {@code c} from 0 to {@code width - 1}.
   *
   * @param x holds the rows
   * @param at where each row begins
   * @param count rows
   * @param width elements of a row
   * @param factors a factor for each row
   * @param out takes the rows; may be {@code x}, if they stay where they are
   * @param outAt where each goes
   */
  void scaleRows(
      float[] x, int[] at, int count, int width, float[] factors, float[] out, int[] outAt);

  /**
   * Puts rows at an even distance: {@code out[outOffset + i * distance + c] = x[at[i] + c]} for the
   * first {@code count} rows and {@code c} from 0 to {@code width - 1}.
   *
   * @param x holds the rows
   * @param at where each row begins
   * @param count rows
   * @param width elements of a row
   * @param out takes the rows
   * @param outOffset where the first one goes
   * @param distance from there to the next
   */
  void copyRows(
      float[] x, int[] at, int count, int width, float[] out, int outOffset, int distance);

  /** The maximum of a lane that has seen no key. */
  float NOTHING = -1e30f;

  /**
   * Weights of a softmax whose normaliser is known: {@code scores = 2^(scores * scale - lse)}, 0
   * where not visible.
   *
   * @param scores lane tile {@code [count, width]}, replaced
   * @param count rows
   * @param width lanes, a multiple of 16
   * @param scale factor to base-2 exponents
   * @param visible for each row a bit per lane; null: all are set
   * @param lse the lanes' base-2 log-sum-exp, {@code [width]}
   */
  void softmaxWeights(
      float[] scores, int count, int width, float scale, long[] visible, float[] lse);
}
