package org.longstride.kernels.vector;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Computes element after element. */
final class ScalarBfloatKernels implements BfloatKernels {

  /** Sums that a row's elements are dealt to. */
  private static final int SUMS = 16;

  /** Elements of a panel's row. */
  private static final int PANEL = Long.SIZE;

  @Override
  public void pair(
      float[] rows,
      int at,
      int distance,
      int apart,
      int count,
      int width,
      float[] out,
      int outAt,
      int outDistance) {
    for (int row = 0; row < count; row++) {
      pairFrom(0, rows, at + row * distance, apart, width, out, outAt + row * outDistance);
    }
  }

  /** A row's pairs from one on. */
  static void pairFrom(
      int first, float[] rows, int at, int apart, int width, float[] out, int outAt) {
    for (int i = first; i < width; i++) {
      int low = BfloatKernels.round(rows[at + i]);
      int high = BfloatKernels.round(rows[at + i + apart]);
      out[outAt + i] = Float.intBitsToFloat(low | high << 16);
    }
  }

  @Override
  public void multiplyEach(
      float[] a,
      int aAt,
      int aDistance,
      float[] b,
      int bAt,
      int bDistance,
      int count,
      int d,
      float[] dots) {
    float[] sums = new float[SUMS];
    for (int row = 0; row < count; row++) {
      Arrays.fill(sums, 0f);
      multiplyFrom(0, a, aAt + row * aDistance, b, bAt + row * bDistance, d, sums, 0);
      dots[row] = fold(sums);
    }
  }

  /** Adds the products of a row's elements from one on to 16 sums. */
  static void multiplyFrom(
      int first, float[] a, int aAt, float[] b, int bAt, int d, float[] sums, int sumsAt) {
    for (int i = first; i < d; i++) {
      int sum = sumsAt + i % SUMS;
      sums[sum] = Math.fma(a[aAt + i], b[bAt + i], sums[sum]);
    }
  }

  /** Adds 16 sums up: the first half takes the second, until one is left. */
  private static float fold(float[] sums) {
    for (int half = SUMS / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
      }
    }
    return sums[0];
  }

  @Override
  public void weigh(
      FloatBuffer products,
      int stride,
      int panels,
      float factor,
      float[] shifts,
      long[] kept,
      int[] keptAt,
      int from,
      float[] sums) {
    float[] parts = new float[PANEL];
    float[] weights = new float[PANEL];
    float[] folded = new float[SUMS];
    for (int row = 0; row < Long.SIZE; row++) {
      float rounder = BfloatExp2.rounder(shifts[row]);
      Arrays.fill(parts, 0f);
      for (int panel = 0, at = row * stride; panel < panels; panel++) {
        int masks = keptAt[from + panel];
        long keeps = masks < 0 ? -1L : kept[masks + row];
        for (int i = 0; i < PANEL; i++) {
          float product = products.get(at + panel * PANEL + i);
          weights[i] = (keeps >>> i & 1) == 0 ? 0 : BfloatExp2.exp2(product, factor, rounder);
          parts[i] += weights[i];
        }
        for (int i = 0; i < PANEL / 2; i++) {
          int low = Float.floatToRawIntBits(weights[i]) >>> 16;
          int high = Float.floatToRawIntBits(weights[i + PANEL / 2]);
          products.put(at + panel * PANEL / 2 + i, Float.intBitsToFloat(low | high));
        }
      }
      for (int i = 0; i < SUMS; i++) {
        folded[i] = parts[i] + parts[i + SUMS] + (parts[i + 2 * SUMS] + parts[i + 3 * SUMS]);
      }
      sums[row] += fold(folded);
    }
  }
}
