package org.longstride.kernels.vector;

/** Moves one float at a time. */
final class ScalarSquareTranspose implements SquareTranspose {

  @Override
  public void transpose(
      float[] in,
      int[] inAt,
      int inFirst,
      int inColumn,
      float[] out,
      int[] outAt,
      int outFirst,
      int outColumn) {
    for (int i = 0; i < SIDE; i++) {
      int from = inAt[inFirst + i] + inColumn;
      for (int c = 0; c < SIDE; c++) {
        out[outAt[outFirst + c] + outColumn + i] = in[from + c];
      }
    }
  }
}
