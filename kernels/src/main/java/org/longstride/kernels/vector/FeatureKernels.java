package org.longstride.kernels.vector;

/**
 * The arithmetic of linear attention's features: those of queries side by side in lanes, as {@code
 * x[feature * width + lane]}, and those of a key one after another in a row. Widths and lengths of
 * rows are multiples of 16.
 */
public interface FeatureKernels {

  /**
   * The largest feature of each lane.
   *
   * @param x {@code [features, width]}
   * @param features how many, at least one
   * @param width lanes
   * @param largest takes them, {@code [width]}
   */
  void largest(float[] x, int features, int width, float[] largest);

  /**
   * The largest of some numbers.
   *
   * @param x holds them
   * @param from the first
   * @param count how many, at least one, a multiple of 16 or not
   */
  float largest(float[] x, int from, int count);

  /**
   * The sum of each lane's squares, one chain of fused multiply-adds in the order of the features.
   *
   * @param x {@code [features, width]}
   * @param features how many
   * @param width lanes
   * @param sums takes them, {@code [width]}
   */
  void squares(float[] x, int features, int width, float[] sums);

  /**
   * Exponentials of queries' features: {@code x = 2^(x * scale - shift[lane]) + epsilon}, and each
   * lane's sum of them, in the order of the features.
   *
   * @param x {@code [features, width]}, replaced
   * @param features how many
   * @param width lanes
   * @param scale factor to base-2 exponents
   * @param shift {@code [width]}
   * @param epsilon added to each
   * @param sums takes the sums, {@code [width]}
   */
  void exponentials(
      float[] x, int features, int width, float scale, float[] shift, float epsilon, float[] sums);

  /**
   * Exponentials of a key's features: {@code x = 2^(x * scale - shift)}.
   *
   * @param x holds them, replaced
   * @param from the first
   * @param count how many, a multiple of 16
   * @param scale factor to base-2 exponents
   * @param shift taken off each
   */
  void exponentials(float[] x, int from, int count, float scale, float shift);

  /**
   * Rows added to a row: {@code x[i] += addend[i - from]}.
   *
   * @param x holds it, replaced
   * @param from the first element
   * @param count how many, a multiple of 16
   * @param addend what is added
   */
  void add(float[] x, int from, int count, float[] addend);

  /**
   * Lets sums gain those of a tile: {@code sums = sums * factor + tile}. A sum is a pair of floats,
   * {@code high} and what its rounding left, {@code low}: 48 bits (Dekker 1971, Knuth's TwoSum).
   *
   * @param high the sums, rounded; replaced
   * @param low what rounding left of them; replaced
   * @param tile what they gain
   * @param from the first element of all three
   * @param to one past the last, whatever it is
   * @param factor a power of two, or 0: brings the sums to the tile's units
   */
  void accumulate(float[] high, float[] low, float[] tile, int from, int to, float factor);
}
