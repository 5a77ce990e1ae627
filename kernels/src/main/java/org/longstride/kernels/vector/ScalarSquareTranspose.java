package org.longstride.kernels.vector;

/** Moves one float at a time. */
final class ScalarSquareTranspose implements SquareTranspose {

  @Override
  public void transpose(
      float[] rows, int[] at, int first, int column, float[] out, int outAt, int outStride) {
    for (int i = 0; i < SIDE; i++) {
      int from = at[first + i] + column;
      for (int c = 0; c < SIDE; c++) {
        out[outAt + c * outStride + i] = rows[from + c];
      }
    }
  }
}
