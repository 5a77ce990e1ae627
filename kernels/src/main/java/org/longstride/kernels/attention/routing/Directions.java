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
    for (int row = 0, i = at; row < rows; row++, i += d) {
      float inverse = inverseLength(x, i, d);
      for (int c = 0; c < d; c++) {
        unit[row * d + c] = x[i + c] * inverse;
      }
    }
    return unit;
  }

  /** What makes a row as long as 1; four sums, so that additions need not wait for one another. */
  static float inverseLength(float[] x, int at, int d) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int whole = d / 4 * 4;
    for (int i = at; i < at + whole; i += 4) {
      s0 += (double) x[i] * x[i];
      s1 += (double) x[i + 1] * x[i + 1];
      s2 += (double) x[i + 2] * x[i + 2];
      s3 += (double) x[i + 3] * x[i + 3];
    }
    for (int i = at + whole; i < at + d; i++) {
      s0 += (double) x[i] * x[i];
    }
    return (float) (1 / Math.max(Math.sqrt(s0 + s1 + (s2 + s3)), SHORTEST));
  }
}
