package org.longstride.kernels.vector;

import java.util.Arrays;

/** The stencil's kernels in plain Java: the definition of every bit. */
final class ScalarStencilKernels implements StencilKernels {

  @Override
  public void scores(
      float[] x,
      int xAt,
      float[] keys,
      int keyAt,
      int width,
      int count,
      int steps,
      int depth,
      float[] scores,
      int at) {
    for (int r = 0; r < count; r++) {
      for (int lane = 0; lane < steps * LANES; lane++) {
        float score = 0;
        for (int c = 0; c < depth; c++) {
          float key = keys[keyAt + c * width + r + lane % LANES];
          score = Math.fma(key, x[xAt + c * WIDTH + lane], score);
        }
        scores[at + r * WIDTH + lane] = score;
      }
    }
  }

  @Override
  public void weigh(
      float[] weights,
      int weightsAt,
      int[] places,
      int[] ends,
      int shift,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at) {
    int width = features.width();
    Arrays.fill(out, at, at + WIDTH * width, 0f);
    int p = 0;
    for (int phase = 0; phase < ends.length; phase++) {
      int first = phase % PHASES == 2 ? WIDTH / 2 : 0;
      int end = phase % PHASES == 0 ? WIDTH / 2 : WIDTH;
      for (; p < ends[phase]; p++) {
        for (int lane = first; lane < end; lane++) {
          float weight = weights[weightsAt + p * WIDTH + lane];
          int value = valuesAt + (places[p] + shift + lane % LANES) * width;
          for (int c = 0; c < width; c++) {
            int o = at + lane * width + c;
            out[o] = Math.fma(weight, values[value + c], out[o]);
          }
        }
      }
    }
  }
}
