package org.longstride.kernels.vector;

/** Moves one float at a time. */
final class ScalarSquareTranspose implements SquareTranspose {

  @Override
  public void transpose(float[] in, int[] inAt, int rows, int column, float[] out, int[] outAt) {
    for (int i = 0; i < rows; i++) {
      int from = inAt[i] + column;
      for (int c = 0; c < SIDE; c++) {
        out[outAt[column + c] + i] = in[from + c];
      }
    }
  }

  @Override
  public void transpose(
      float[] in, int inAt, int inDistance, int columns, float[] out, int outAt, int outDistance) {
    for (int i = 0; i < SIDE; i++) {
      int from = inAt + i * inDistance;
      for (int c = 0; c < columns; c++) {
        out[outAt + c * outDistance + i] = in[from + c];
      }
    }
  }
}
