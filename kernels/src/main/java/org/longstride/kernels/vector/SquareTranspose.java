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
   * {@code out[outAt[outFirst + c] + outColumn + i] = in[inAt[inFirst + i] + inColumn + c]} for
   * {@code i} and {@code c} from 0 to 15.
   *
   * @param in holds the rows
   * @param inAt where each row begins
   * @param inFirst the first row's place in {@code inAt}
   * @param inColumn the first column
   * @param out takes the columns as rows; another array than {@code in}
   * @param outAt where each of its rows begins
   * @param outFirst the first such row's place in {@code outAt}
   * @param outColumn the first column of these
   */
  void transpose(
      float[] in,
      int[] inAt,
      int inFirst,
      int inColumn,
      float[] out,
      int[] outAt,
      int outFirst,
      int outColumn);
}
