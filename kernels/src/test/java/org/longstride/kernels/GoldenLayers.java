package org.longstride.kernels;

import java.util.Arrays;

/** The plain parts of other people's layers, in double precision, from their weights. */
public final class GoldenLayers {

  private GoldenLayers() {}

  /**
   * {@code x W^T + b}, row by row.
   *
   * @param layer whose {@code weight} {@code [out, in]} and {@code bias} are meant
   * @param x {@code [rows, in]}
   */
  public static float[] dense(Safetensors golden, String layer, float[] x) {
    float[] weight = golden.floats(layer + ".weight");
    float[] bias = golden.floats(layer + ".bias");
    int out = bias.length;
    int in = weight.length / out;
    float[] y = new float[x.length / in * out];
    for (int i = 0; i < y.length; i++) {
      double sum = bias[i % out];
      for (int c = 0; c < in; c++) {
        sum += (double) weight[i % out * in + c] * x[i / out * in + c];
      }
      y[i] = (float) sum;
    }
    return y;
  }

  /** The layer norm of {@code a + b}, both {@code [rows, size]}. */
  public static float[] addAndNorm(
      Safetensors golden, String layer, float[] a, float[] b, double epsilon) {
    float[] weight = golden.floats(layer + ".weight");
    float[] bias = golden.floats(layer + ".bias");
    int size = bias.length;
    float[] y = new float[a.length];
    for (int row = 0; row < a.length; row += size) {
      double mean = 0;
      double square = 0;
      for (int c = row; c < row + size; c++) {
        double sum = (double) a[c] + b[c];
        mean += sum / size;
        square += sum * sum / size;
      }
      double deviation = Math.sqrt(square - mean * mean + epsilon);
      for (int c = row; c < row + size; c++) {
        double normed = ((double) a[c] + b[c] - mean) / deviation;
        y[c] = (float) (normed * weight[c - row] + bias[c - row]);
      }
    }
    return y;
  }

  /** From {@code [n, heads, d]} to {@code [heads, n, d]}. */
  public static float[] heads(float[] x, int n, int heads, int d) {
    float[] y = new float[x.length];
    Arrays.fill(y, Float.NaN);
    for (int i = 0; i < x.length; i++) {
      int token = i / (heads * d);
      int head = i / d % heads;
      y[(head * n + token) * d + i % d] = x[i];
    }
    return y;
  }

  /** From {@code [heads, n, d]} to {@code [n, heads, d]}. */
  public static float[] tokens(float[] x, int n, int heads, int d) {
    return heads(x, heads, n, d);
  }
}
