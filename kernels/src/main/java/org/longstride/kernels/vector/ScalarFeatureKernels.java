package org.longstride.kernels.vector;

import java.util.Arrays;

/** The feature kernels in plain Java: the definition of every bit. */
final class ScalarFeatureKernels implements FeatureKernels {

  @Override
  public void largest(float[] x, int features, int width, float[] largest) {
    System.arraycopy(x, 0, largest, 0, width);
    for (int i = width; i < features * width; i++) {
      largest[i % width] = Math.max(largest[i % width], x[i]);
    }
  }

  @Override
  public float largest(float[] x, int from, int count) {
    float largest = x[from];
    for (int i = from + 1; i < from + count; i++) {
      largest = Math.max(largest, x[i]);
    }
    return largest;
  }

  @Override
  public void squares(float[] x, int features, int width, float[] sums) {
    Arrays.fill(sums, 0, width, 0);
    for (int i = 0; i < features * width; i++) {
      sums[i % width] = Math.fma(x[i], x[i], sums[i % width]);
    }
  }

  @Override
  public void exponentials(
      float[] x, int features, int width, float scale, float[] shift, float epsilon, float[] sums) {
    Arrays.fill(sums, 0, width, 0);
    for (int i = 0; i < features * width; i++) {
      int lane = i % width;
      x[i] = Exp2.exp2(Math.fma(x[i], scale, -shift[lane])) + epsilon;
      sums[lane] += x[i];
    }
  }

  @Override
  public void exponentials(float[] x, int from, int count, float scale, float shift) {
    for (int i = from; i < from + count; i++) {
      x[i] = Exp2.exp2(Math.fma(x[i], scale, -shift));
    }
  }

  @Override
  public void add(float[] x, int from, int count, float[] addend) {
    for (int i = 0; i < count; i++) {
      x[from + i] += addend[i];
    }
  }

  @Override
  public void accumulate(float[] high, float[] low, float[] tile, int from, int to, float factor) {
    for (int i = from; i < to; i++) {
      float a = high[i] * factor;
      float b = tile[i];
      float sum = a + b;
      float ofB = sum - a;
      float rest = (a - (sum - ofB)) + (b - ofB) + low[i] * factor;
      high[i] = sum + rest;
      low[i] = rest - (high[i] - sum);
    }
  }
}
