package org.longstride.kernels.vector;

import java.util.Arrays;

/** Moves tokens between rows, as they lie in memory, and the lanes of a tile. */
public final class LaneTiles {

  private static final int LANES = LaneKernels.LANES;
  private static final int SIDE = SquareTranspose.SIDE;
  private static final SquareTranspose SQUARES = SquareTranspose.best();

  private LaneTiles() {}

  /**
   * Puts rows side by side: {@code lanes[lanesAt + c * 64 + i] = rows[rowsAt + i * stride + c]}.
   * Lanes from {@code count} on become 0.
   *
   * @param rows holds the rows
   * @param rowsAt where the first row begins
   * @param stride distance of neighbouring rows
   * @param count rows, at most 64
   * @param width elements of a row
   * @param lanes lane tile {@code [width, 64]}
   * @param lanesAt where the tile begins
   */
  public static void toLanes(
      float[] rows, int rowsAt, int stride, int count, int width, float[] lanes, int lanesAt) {
    transpose(rows, rowsAt, stride, count, width, lanes, lanesAt, LANES);
    for (int c = 0; c < width; c++) {
      Arrays.fill(lanes, lanesAt + c * LANES + count, lanesAt + (c + 1) * LANES, 0f);
    }
  }

  /**
   * Puts lanes into rows: {@code rows[rowsAt + i * stride + c] = lanes[lanesAt + c * 64 + i]} for
   * the first {@code count} lanes.
   *
   * @param lanes lane tile {@code [width, 64]}
   * @param lanesAt where the tile begins
   * @param width elements of a row
   * @param rows holds the rows
   * @param rowsAt where the first row begins
   * @param stride distance of neighbouring rows
   * @param count rows, at most 64
   */
  public static void toRows(
      float[] lanes, int lanesAt, int width, float[] rows, int rowsAt, int stride, int count) {
    transpose(lanes, lanesAt, LANES, width, count, rows, rowsAt, stride);
  }

  /** The same of evenly spaced rows. */
  private static void transpose(
      float[] in,
      int inAt,
      int inStride,
      int rows,
      int columns,
      float[] out,
      int outAt,
      int outStride) {
    int[] from = evenly(inAt, inStride, rows);
    transpose(in, from, rows, columns, out, evenly(outAt, outStride, columns));
  }

  /** Where evenly spaced rows begin. */
  public static int[] evenly(int first, int stride, int count) {
    int[] at = new int[count];
    for (int i = 0; i < count; i++) {
      at[i] = first + i * stride;
    }
    return at;
  }

  /**
   * Puts rows that may lie anywhere side by side: {@code out[outAt[c] + i] = in[inAt[i] + c]}.
   * Squares, and what is left of them at the ends.
   *
   * @param in holds the rows
   * @param inAt where each row begins
   * @param rows rows
   * @param columns elements of a row
   * @param out takes the columns; another array than {@code in}
   * @param outAt where each column begins
   */
  public static void transpose(
      float[] in, int[] inAt, int rows, int columns, float[] out, int[] outAt) {
    int wholeRows = rows / SIDE * SIDE;
    int wholeColumns = columns / SIDE * SIDE;
    for (int c = 0; c < wholeColumns; c += SIDE) {
      SQUARES.transpose(in, inAt, wholeRows, c, out, outAt);
    }
    for (int i = 0; i < rows; i++) {
      for (int c = i < wholeRows ? wholeColumns : 0; c < columns; c++) {
        out[outAt[c] + i] = in[inAt[i] + c];
      }
    }
  }

  /**
   * Puts 16 rows at even distances side by side: {@code out[outAt + c * outDistance + i] = in[inAt
   * + i * inDistance + c]}.
   *
   * @param in holds the rows
   * @param inAt where the first row begins
   * @param inDistance from a row to the next
   * @param columns elements of a row
   * @param out takes the columns; another array than {@code in}
   * @param outAt where the first column begins
   * @param outDistance from a column to the next
   */
  public static void transposeSixteen(
      float[] in, int inAt, int inDistance, int columns, float[] out, int outAt, int outDistance) {
    int whole = columns / SIDE * SIDE;
    SQUARES.transpose(in, inAt, inDistance, whole, out, outAt, outDistance);
    for (int c = whole; c < columns; c++) {
      for (int i = 0; i < SIDE; i++) {
        out[outAt + c * outDistance + i] = in[inAt + i * inDistance + c];
      }
    }
  }
}
