package org.longstride.kernels.vector;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Computes element after element. */
final class ScalarBfloatKernels implements BfloatKernels {

  /** Sums that a row's elements are dealt to. */
  static final int SUMS = 16;

  @Override
  public void pair(
      float[] low, int lowAt, float[] high, int highAt, int count, int[] out, int outAt) {
    for (int i = 0; i < count; i++) {
      out[outAt + i] =
          BfloatKernels.round(low[lowAt + i]) | BfloatKernels.round(high[highAt + i]) << 16;
    }
  }

  @Override
  public void dots(float[] a, float[] b, int count, int d, float[] out) {
    float[] sums = new float[SUMS];
    for (int row = 0, at = 0; row < count; row++, at += d) {
      Arrays.fill(sums, 0f);
      out[row] = finishDot(a, b, at, at + d, sums);
    }
  }

  /** Ends a dot product of which {@code sums} holds what precedes {@code from}: whole sixteens. */
  static float finishDot(float[] a, float[] b, int from, int to, float[] sums) {
    for (int i = from; i < to; i++) {
      int sum = (i - from) % SUMS;
      sums[sum] = Math.fma(a[i], b[i], sums[sum]);
    }
    return fold(sums);
  }

  /** Adds 16 sums up: the first half takes the second, until one is left. */
  static float fold(float[] sums) {
    for (int half = SUMS / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
      }
    }
    return sums[0];
  }

  @Override
  public void hide(ByteBuffer elements, int at, int stride, long[] kept, int keptAt) {
    for (int row = 0; row < Long.SIZE; row++) {
      for (long hidden = ~kept[keptAt + row]; hidden != 0; hidden &= hidden - 1) {
        int element = Long.numberOfTrailingZeros(hidden);
        elements.putShort(at + row * stride + Short.BYTES * element, (short) 0);
      }
    }
  }

  @Override
  public void addRows(ByteBuffer elements, int stride, int count, float[] sums) {
    float[] parts = new float[4 * SUMS];
    float[] folded = new float[SUMS];
    for (int row = 0; row < Long.SIZE; row++) {
      Arrays.fill(parts, 0f);
      for (int i = 0; i < count; i++) {
        int bits = elements.getShort(row * stride + Short.BYTES * i) << 16;
        parts[i % parts.length] += Float.intBitsToFloat(bits);
      }
      for (int i = 0, at = 0; i < SUMS; i++, at += 2) {
        folded[i] = parts[at] + parts[at + 1] + (parts[at + 2 * SUMS] + parts[at + 2 * SUMS + 1]);
      }
      sums[row] += fold(folded);
    }
  }
}
