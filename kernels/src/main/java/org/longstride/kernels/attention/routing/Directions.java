package org.longstride.kernels.attention.routing;

/** Vectors without their lengths. */
final class Directions {

  /** Vectors shorter than this are divided by it instead of by their length. */
  private static final double SHORTEST = 1e-12;

  private Directions() {}

  /**
   * Copies rows, each divided by its length.
   *
   * @param x holds the rows
   * @param at where the first begins
   * @param rows how many
   * @param d elements of a row
   * @return {@code [rows, d]}
   */
  static float[] of(float[] x, int at, int rows, int d) {
    float[] unit = new float[rows * d];
    for (int row = 0; row < rows; row++) {
      double square = 0;
      for (int i = row * d; i < (row + 1) * d; i++) {
        square += (double) x[at + i] * x[at + i];
      }
      double inverse = 1 / Math.max(Math.sqrt(square), SHORTEST);
      for (int i = row * d; i < (row + 1) * d; i++) {
        unit[i] = (float) (x[at + i] * inverse);
      }
    }
    return unit;
  }
}
