package org.longstride.kernels.vector;

/** Transposes squares of floats: what moves tokens between rows and lanes. */
public interface SquareTranspose {

  /** Rows and columns of a square. */
  int SIDE = 16;

  /** The implementation that this JVM runs fastest. */
  static SquareTranspose best() {
    return Provider.SQUARE_TRANSPOSE;
  }

  /**
   * {@code out[outAt + c * outStride + i] = rows[at[first + i] + column + c]} for {@code i} and
   * {@code c} from 0 to 15.
   *
   * @param rows holds the rows
   * @param at where each row begins
   * @param first the first row's place in {@code at}
   * @param column the first column
   * @param out takes the columns; another array than {@code rows}
   * @param outAt where the first column goes
   * @param outStride distance of neighbouring columns
   */
  void transpose(
      float[] rows, int[] at, int first, int column, float[] out, int outAt, int outStride);
}
