package org.longstride.kernels.vector;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Computes element after element. */
final class ScalarBfloatKernels implements BfloatKernels {

  /** Sums that a row's elements are dealt to. */
  private static final int SUMS = 16;

  private static final int PANEL_BYTES = Long.SIZE * Short.BYTES;

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
  public void scaleAndMultiply(
      float[] a,
      int aAt,
      int aDistance,
      float factor,
      float[] b,
      int bAt,
      int bDistance,
      int count,
      int d,
      float[] scaled,
      float[] dots,
      int dotsAt) {
    float[] sums = new float[SUMS];
    for (int row = 0; row < count; row++) {
      Arrays.fill(sums, 0f);
      int left = aAt + row * aDistance;
      multiplyFrom(0, a, left, factor, b, bAt + row * bDistance, d, scaled, row * d, sums, 0);
      dots[dotsAt + row] = fold(sums);
    }
  }

  /** Scales a row's elements from one on, and adds their products to 16 sums. */
  static void multiplyFrom(
      int first,
      float[] a,
      int aAt,
      float factor,
      float[] b,
      int bAt,
      int d,
      float[] scaled,
      int scaledAt,
      float[] sums,
      int sumsAt) {
    for (int i = first; i < d; i++) {
      scaled[scaledAt + i] = a[aAt + i] * factor;
      int sum = sumsAt + i % SUMS;
      sums[sum] = Math.fma(scaled[scaledAt + i], b[bAt + i], sums[sum]);
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
  public void hideAndAdd(
      ByteBuffer elements,
      int stride,
      int panels,
      long[] kept,
      int[] keptAt,
      int from,
      float[] sums) {
    float[] parts = new float[4 * SUMS];
    float[] folded = new float[SUMS];
    for (int row = 0; row < Long.SIZE; row++) {
      Arrays.fill(parts, 0f);
      for (int panel = 0, at = row * stride; panel < panels; panel++, at += PANEL_BYTES) {
        int masks = keptAt[from + panel];
        addSeen(elements, at, masks < 0 ? -1L : kept[masks + row], parts);
      }
      for (int i = 0, at = 0; i < SUMS; i++, at += 2) {
        folded[i] = parts[at] + parts[at + 1] + (parts[at + 2 * SUMS] + parts[at + 2 * SUMS + 1]);
      }
      sums[row] += fold(folded);
    }
  }

  private static void addSeen(ByteBuffer elements, int at, long kept, float[] parts) {
    for (int i = 0; i < parts.length; i++) {
      if ((kept >>> i & 1) == 0) {
        elements.putShort(at + Short.BYTES * i, (short) 0);
      } else {
        parts[i] += Float.intBitsToFloat(elements.getShort(at + Short.BYTES * i) << 16);
      }
    }
  }
}
