package org.longstride.kernels.vector;

/** Transposes squares of floats, one below the other: what moves tokens between rows and lanes. */
public interface SquareTranspose {

  /** Rows and columns of a square. */
  int SIDE = 16;

  /** The implementation that this JVM runs fastest. */
  static SquareTranspose best() {
    return Provider.SQUARE_TRANSPOSE;
  }

  /**
   * {@code out[outAt[column + c] + i] = in[inAt[i] + column + c]} for {@code c} from 0 to 15.
   *
   * @param in holds the rows
   * @param inAt where each row begins
   * @param rows how many rows, a multiple of 16
   * @param column the first of 16 columns
   * @param out takes the columns as rows; another array than {@code in}
   * @param outAt where each column begins
   */
  void transpose(float[] in, int[] inAt, int rows, int column, float[] out, int[] outAt);

  /**
   * The same of {@value #SIDE} rows at even distances: {@code out[outAt + c * outDistance + i] =
   * in[inAt + i * inDistance + c]}.
   *
   * @param in holds the rows
   * @param inAt where the first row begins
   * @param inDistance from a row to the next
   * @param columns elements of a row, a multiple of 16
   * @param out takes the columns as rows; another array than {@code in}
   * @param outAt where the first column begins
   * @param outDistance from a column to the next
   */
  void transpose(
      float[] in, int inAt, int inDistance, int columns, float[] out, int outAt, int outDistance);
}
