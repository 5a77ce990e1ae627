package org.longstride.kernels.vector;

/** The interleaved kernels in plain Java: the definition of every bit. */
final class ScalarInterleavedKernels implements InterleavedKernels {

  @Override
  public void scores(
      float[] x,
      int xAt,
      float[] keys,
      int keysAt,
      int count,
      int depth,
      float[] scores,
      int at,
      boolean accumulate) {
    for (int r = 0; r < count; r++) {
      for (int lane = 0; lane < WIDTH; lane++) {
        int to = at + r * WIDTH + lane;
        float score = accumulate ? scores[to] : 0;
        for (int c = 0; c < depth; c++) {
          float key = keys[keysAt + r * KEY + c * LANES + lane % LANES];
          score = Math.fma(key, x[xAt + c * WIDTH + lane], score);
        }
        scores[to] = score;
      }
    }
  }

  @Override
  public void weigh(
      float[] weights,
      int weightsAt,
      int count,
      float[] values,
      int valuesAt,
      Lanes features,
      float[] out,
      int at,
      boolean accumulate) {
    int width = features.width();
    for (int lane = 0; lane < WIDTH; lane++) {
      for (int c = 0; c < width; c++) {
        float sum = accumulate ? out[at + lane * width + c] : 0;
        for (int r = 0; r < count; r++) {
          float value = values[valuesAt + (r * LANES + lane % LANES) * width + c];
          sum = Math.fma(weights[weightsAt + r * WIDTH + lane], value, sum);
        }
        out[at + lane * width + c] = sum;
      }
    }
  }
}
